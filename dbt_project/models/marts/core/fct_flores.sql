-- sources.md 4: one row a cell, in the geography of its own vintage. A vintage holds its year and the one before:
-- the newest delivery of a year counts. A cell that INSEE does not disclose is null, never 0; the pen is lifted where
-- the perimeter or the geography changes, or a known break lies between two years (is_break).
with delivered as (
    select
        flores.year,
        flores.geo,
        flores.geo_object,
        flores.activity_code,
        flores.size_class,
        flores.legal_form,
        flores.flores_measure,
        flores.observation_status,
        flores.value,
        flores.delivery_id,
        flores.row_number,
        rank() over (
            partition by
                flores.year, flores.geo, flores.geo_object, flores.activity_code, flores.size_class,
                flores.legal_form, flores.flores_measure
            order by delivery.period desc, flores.delivery_id desc, flores.row_number desc
        ) as age
    from {{ ref('stg_insee_flores__flores') }} as flores
    inner join {{ ref('stg_ops__deliveries') }} as delivery
        on flores.delivery_id = delivery.delivery_id
),

-- INSEE writes an area as '5201' in 'ZE2020', or as '2025-DEP-44' in 'DEP'.
cells as (
    select
        'insee' as producer,
        'flores' as perimeter_version,
        case regexp_replace(geo_object, '[0-9]+$', '')
            when 'ZE' then 'zone_emploi'
            when 'DEP' then 'departement'
            when 'REG' then 'region'
            when 'EPCI' then 'epci'
            when 'COM' then 'commune'
            else lower(geo_object)
        end as geo_level,
        regexp_replace(geo, '^.*-', '') as geo_code,
        coalesce(substring(geo_object from '([0-9]{4})$'), substring(geo from '^([0-9]{4})-'))::integer
            as geo_vintage,
        year as vintage,
        '_T' as ess_family,
        activity_code as sector,
        size_class,
        legal_form,
        case flores_measure when 'UNIT_LOC' then 'establishments' when 'EMPL3112' then 'jobs' end as measure,
        value,
        observation_status,
        delivery_id,
        row_number
    from delivered
    where age = 1

    union all

    -- The weight of the social economy in employment in 2014 (CLAP), of the region and its départements.
    select
        'insee' as producer,
        'clap' as perimeter_version,
        case weight.level when 'REG' then 'region' else 'departement' end as geo_level,
        weight.area_code as geo_code,
        null as geo_vintage,
        2014 as vintage,
        'ess' as ess_family,
        '_T' as sector,
        '_T' as size_class,
        '_T' as legal_form,
        'jobs_share' as measure,
        weight.weight as value,
        case when weight.weight is null then 'O' else 'A' end as observation_status,
        weight.delivery_id,
        weight.row_number
    from {{ ref('stg_insee_flores__ess_weight') }} as weight
    left join {{ ref('dim_departement') }} as departement
        on weight.level = 'DEP' and weight.area_code = departement.departement_code and departement.is_current
    where departement.departement_code is not null or (weight.level = 'REG' and weight.area_code = '52')
),

in_order as (
    select
        producer,
        perimeter_version,
        geo_level,
        geo_code,
        coalesce(geo_vintage, vintage) as geo_vintage,
        vintage,
        ess_family,
        sector,
        size_class,
        legal_form,
        measure,
        value,
        observation_status,
        delivery_id,
        row_number,
        lag(vintage) over series as vintage_before,
        lag(perimeter_version) over series as perimeter_before,
        lag(coalesce(geo_vintage, vintage)) over series as geo_vintage_before
    from cells
    window series as (
        partition by producer, geo_level, geo_code, ess_family, sector, size_class, legal_form, measure
        order by vintage
    )
)

select
    cell.producer,
    cell.perimeter_version,
    cell.geo_level,
    cell.geo_code,
    cell.geo_vintage,
    cell.vintage,
    cell.ess_family,
    cell.sector,
    coalesce(activity.label_fr, case cell.sector when '_T' then 'Ensemble' end) as sector_label_fr,
    cell.size_class,
    cell.legal_form,
    cell.measure,
    case when cell.observation_status not in ('K', 'O') then cell.value end as value,
    case
        when cell.observation_status = 'K' then 'secret'
        when cell.observation_status = 'O' or cell.value is null then 'nd'
        when cell.observation_status = 'P' then 'estimated'
        else 'ok'
    end as value_status,
    coalesce(
        cell.perimeter_version <> cell.perimeter_before
        or cell.geo_vintage <> cell.geo_vintage_before
        or exists (
            select 1
            from {{ ref('series_breaks') }} as known
            where
                cell.vintage_before <= known.last_year_before
                and cell.vintage >= known.first_year_after
                and (known.applies_to = 'all' or (known.applies_to = 'ess' and cell.ess_family <> '_T'))
        ),
        false
    ) as is_break,
    cell.delivery_id,
    cell.row_number
from in_order as cell
left join {{ ref('a17_activities') }} as activity
    on cell.sector = activity.activity_code
