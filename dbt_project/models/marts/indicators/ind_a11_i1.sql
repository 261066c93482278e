-- indicators.md A11-I1, over 12 rolling months: publications that tell of at least one project seen by at least
-- two organisations (« regards croisés »). The kinds of them, the months that have one, and the testimonies; the
-- same content on several channels is one. Every territory has the same 12 months to fill.
with publications as (
    select
        publicity_key,
        content_number,
        publication_type,
        publication_date,
        to_char(publication_date, 'YYYY-MM') as publication_month,
        departement_code,
        null::text as epci_code,
        case when projects < 1 or operators < 2 then 'not_cross_views' end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_publicity') }}
),

testimonies as (
    select
        publicity_key,
        content_number,
        publication_date,
        departement_code,
        epci_code,
        reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from publications
    where publication_type = 'temoignage'
),

places as (
    select departement_code
    from {{ ref('dim_departement') }}
    where is_current

    union all

    select null as departement_code
),

months as (
    select
        places.departement_code,
        month_start::date as month_start,
        to_char(month_start, 'YYYY-MM') as publication_month
    from places
    cross join generate_series(
        {{ parameter('strategy_start', 'date') }}::timestamp, {{ cut_off() }}::timestamp, interval '1 month'
    ) as month_start
)

{{ evidence(
    'A11-I1.types', 'publications', unit='publication_type', on='publication_date', record='publicity_key',
    reason='reason', kind='publication_type'
) }}

union all

{{ evidence(
    'A11-I1.months', 'publications', unit='publication_month', on='publication_date', record='publicity_key',
    reason='reason'
) }}

union all

{{ due('A11-I1.months', 'months', unit='publication_month', on='month_start', placed=true) }}

union all

{{ evidence(
    'A11-I1.testimonies', 'testimonies', unit='content_number', on='publication_date', record='publicity_key',
    reason='reason'
) }}
