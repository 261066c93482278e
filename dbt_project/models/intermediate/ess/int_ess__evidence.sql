-- From when to when each list holds a named unit. No list says when it stopped to hold one: its editions do,
-- as far as they are in force. With a single edition in force, what it holds it holds until further notice.
{{ config(materialized='table', indexes=[{'columns': ['organisation_key']}]) }}

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

-- sources.md S07: absence from a later list of ESUS agreements is not never, so an agreement counts for its
-- whole duration whatever edition shows it.
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

-- An edition of ESS France's list holds from the first day of its year to the eve of the next edition.
ess_france_editions as (
    select
        delivery_id,
        first_day,
        lead(first_day) over (order by first_day, delivery_id) as next_first_day
    from deliveries
    where delivery_id in (select line.delivery_id from {{ ref('stg_ess_france__entreprises') }} as line)
),

ess_france as (
    select
        line.siren,
        'ess_france' as list,
        edition.first_day as valid_from,
        edition.next_first_day - 1 as valid_to
    from {{ ref('stg_ess_france__entreprises') }} as line
    inner join ess_france_editions as edition
        on line.delivery_id = edition.delivery_id
),

-- A member is one from the day on which it joined; one that the directory names no more left on the eve of
-- the first edition without it.
urscop_editions as (
    select
        delivery_id,
        first_day,
        lead(first_day) over (order by first_day, delivery_id) as next_first_day
    from deliveries
    where delivery_id in (select line.delivery_id from {{ ref('stg_urscop__annuaire') }} as line)
),

urscop as (
    select
        line.siren,
        'urscop' as list,
        coalesce(min(line.joined_on), min(line.registered_on), min(edition.first_day)) as valid_from,
        case
            when bool_and(edition.next_first_day is not null) then max(edition.next_first_day) - 1
        end as valid_to
    from {{ ref('stg_urscop__annuaire') }} as line
    inner join urscop_editions as edition
        on line.delivery_id = edition.delivery_id
    where line.siren is not null
    group by line.siren
),

-- The search says of today « in ESS France's list or flagged in Sirene ». It speaks where Sirene itself does
-- not, and for the one life without periods that it tells: a day of its own would move with each delivery.
search as (
    select
        unit.siren,
        'search' as list,
        min(unit.valid_from) as valid_from,
        null::date as valid_to
    from {{ ref('stg_sirene__recherche') }} as line
    inner join {{ ref('int_organisation__units') }} as unit
        on line.siren = unit.siren
    where line.is_ess and unit.register = 'recherche'
    group by unit.siren
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
