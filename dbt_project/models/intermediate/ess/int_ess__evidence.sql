-- From when to when each list holds a named unit. sources.md S07: absence from a later list of ESUS
-- agreements is not never, so an agreement counts for its whole duration whatever edition shows it.
with named as (
    select siren
    from {{ ref('int_organisation__keys') }}
    where siren is not null
),

deliveries as (
    select
        delivery_id,
        left(period || '-01-01', 10)::date as first_day
    from {{ ref('stg_ops__deliveries') }}
    where period is not null
),

agreements as (
    select
        line.siren,
        line.approved_on,
        max(line.duration::integer) as years,
        max(delivery.first_day) as last_edition
    from {{ ref('stg_dreets__esus') }} as line
    inner join deliveries as delivery
        on line.delivery_id = delivery.delivery_id
    group by line.siren, line.approved_on
),

-- The last day of an agreement is the eve of its anniversary. Of one whose duration no edition tells, an
-- edition proves that it still held on the day of the edition.
esus as (
    select
        siren,
        'esus' as list,
        approved_on as valid_from,
        coalesce((approved_on + make_interval(years => years))::date - 1, last_edition) as valid_to
    from agreements
),

ess_france as (
    select
        line.siren,
        'ess_france' as list,
        delivery.first_day as valid_from,
        null::date as valid_to
    from {{ ref('stg_ess_france__entreprises') }} as line
    inner join deliveries as delivery
        on line.delivery_id = delivery.delivery_id
),

urscop as (
    select
        line.siren,
        'urscop' as list,
        coalesce(line.joined_on, line.registered_on, delivery.first_day) as valid_from,
        null::date as valid_to
    from {{ ref('stg_urscop__annuaire') }} as line
    inner join deliveries as delivery
        on line.delivery_id = delivery.delivery_id
    where line.siren is not null
),

-- The search says « in ESS France's list or flagged in Sirene »; it speaks where Sirene itself does not.
search as (
    select
        line.siren,
        'ess_france' as list,
        delivery.first_day as valid_from,
        null::date as valid_to
    from {{ ref('stg_sirene__recherche') }} as line
    inner join deliveries as delivery
        on line.delivery_id = delivery.delivery_id
    where
        line.is_ess
        and exists (
            select 1
            from {{ ref('int_organisation__units') }} as unit
            where unit.siren = line.siren and unit.register = 'recherche'
        )
),

listed as (
    {% for list in ['esus', 'ess_france', 'urscop', 'search'] %}
    select
        siren,
        list,
        valid_from,
        valid_to
    from {{ list }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
)

select distinct
    'siren:' || listed.siren as organisation_key,
    listed.list,
    listed.valid_from,
    listed.valid_to
from listed
inner join named
    on listed.siren = named.siren
where coalesce(listed.valid_to >= listed.valid_from, true)
