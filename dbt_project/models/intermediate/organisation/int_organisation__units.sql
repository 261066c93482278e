-- The legal life of the named units: every period where the API told it, else what the monthly stock or
-- recherche-entreprises say of today. What a unit was between its creation and its first known period is
-- unknown. A period ends on the eve of the next one. 1900-01-01 is what Sirene itself writes for a day that
-- nobody knows.
{{ config(materialized='table', indexes=[{'columns': ['siren']}]) }}

{% set beginning = "date '1900-01-01'" %}
{% set columns = [
    'siren', 'started_on', 'state', 'legal_category', 'activity_code', 'activity_nomenclature', 'ess_flag',
    'workforce_bracket', 'diffusion_status', 'created_on', 'rna', 'register', 'is_synthetic',
] %}

with named as (
    select siren
    from {{ ref('int_organisation__keys') }}
    where siren is not null
),

api as (
    select distinct on (unit.siren, unit.started_on)
        unit.siren,
        coalesce(unit.started_on, unit.created_on, {{ beginning }}) as started_on,
        unit.state,
        unit.legal_category,
        unit.activity_code,
        unit.activity_nomenclature,
        unit.ess_flag,
        unit.workforce_bracket,
        unit.diffusion_status,
        unit.created_on,
        unit.rna,
        'unites_legales' as register,
        unit.is_synthetic
    from named
    inner join {{ ref('stg_sirene__unites_legales') }} as unit
        on named.siren = unit.siren
    order by unit.siren asc, unit.started_on asc, unit.delivery_id desc, unit.row_number desc
),

not_in_api as (
    select siren
    from named
    where not exists (
        select 1 from api
        where api.siren = named.siren
    )
),

stock as (
    select distinct on (unit.siren)
        unit.siren,
        coalesce(unit.started_on, unit.created_on, {{ beginning }}) as started_on,
        unit.state,
        unit.legal_category,
        unit.activity_code,
        unit.activity_nomenclature,
        unit.ess_flag,
        unit.workforce_bracket,
        unit.diffusion_status,
        unit.created_on,
        unit.rna,
        'stock_unites_legales' as register,
        unit.is_synthetic
    from not_in_api
    inner join {{ ref('stg_sirene__stock_unites_legales') }} as unit
        on not_in_api.siren = unit.siren
    order by unit.siren asc, unit.delivery_id desc, unit.row_number desc
),

found_by_search as (
    select distinct on (unit.siren)
        unit.siren,
        coalesce(unit.created_on, {{ beginning }}) as started_on,
        unit.closed_on,
        unit.legal_category,
        unit.activity_code,
        unit.workforce_bracket,
        unit.created_on,
        unit.rna,
        unit.is_synthetic
    from not_in_api
    inner join {{ ref('stg_sirene__recherche') }} as unit
        on not_in_api.siren = unit.siren
    where
        not exists (
            select 1 from stock
            where stock.siren = not_in_api.siren
        )
    order by unit.siren asc, unit.delivery_id desc, unit.row_number desc
),

-- The search gives no periods and no flag: one for the life of the unit, one from its closure on.
search as (
    select
        unit.siren,
        phase.started_on,
        phase.state,
        unit.legal_category,
        unit.activity_code,
        'NAFRev2' as activity_nomenclature,
        null::text as ess_flag,
        unit.workforce_bracket,
        null::text as diffusion_status,
        unit.created_on,
        unit.rna,
        'recherche' as register,
        unit.is_synthetic
    from found_by_search as unit
    cross join lateral (values (unit.started_on, 'A'), (unit.closed_on, 'C')) as phase (started_on, state)
    where
        phase.started_on is not null
        and (phase.state = 'C' or coalesce(unit.closed_on > unit.started_on, true))
),

known as (
    {% for register in ['api', 'stock', 'search'] %}
    select
        {{ columns | join(',\n        ') }}
    from {{ register }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

lives as (
    select
        siren,
        min(started_on) as first_started_on
    from known
    group by siren
),

told as (
    select
        {{ columns | join(',\n        ') }}
    from known
    union all
    -- From the creation to the first known period.
    select distinct on (known.siren)
        known.siren,
        known.created_on as started_on,
        null as state,
        null as legal_category,
        null as activity_code,
        null as activity_nomenclature,
        null as ess_flag,
        known.workforce_bracket,
        known.diffusion_status,
        known.created_on,
        known.rna,
        known.register,
        known.is_synthetic
    from known
    inner join lives
        on known.siren = lives.siren and known.started_on = lives.first_started_on
    where known.created_on < lives.first_started_on
)

select
    siren,
    started_on as valid_from,
    lead(started_on) over life - 1 as valid_to,
    state,
    legal_category,
    activity_code,
    activity_nomenclature,
    ess_flag,
    workforce_bracket,
    diffusion_status,
    created_on,
    rna,
    register,
    is_synthetic
from told
window life as (partition by siren order by started_on)
