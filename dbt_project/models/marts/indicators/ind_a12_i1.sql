-- indicators.md A12-I1: a département is regular when each elapsed semester has a review held with project
-- holders present, and no two such reviews that follow each other in a civil year are more than 7 months
-- apart. unit_key is 'département|window': the département is met when all its windows are. A gap that is
-- too long is a window that nothing meets, placed at the second review. Both networks of Vendée serve.
-- The reviews themselves are counted with or without project holders; the same date, département and
-- organisers are one review, broken down by the networks that hold it.
with reviews as (
    select
        event_key,
        event_date,
        departement_code,
        null::text as epci_code,
        organisers_key,
        organiser_networks,
        has_project_holders,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_event') }}
    where event_type = 'revue' and is_held
),

departements as (
    select departement_code
    from {{ ref('dim_departement') }}
    where is_current
),

windows as (
    select
        departement.departement_code,
        window_start::date as window_start,
        (window_start + make_interval(months => {{ parameter('review_window_months') }}) - interval '1 day')::date
            as window_end
    from departements as departement
    cross join generate_series(
        {{ parameter('strategy_start', 'date') }},
        {{ cut_off() }},
        make_interval(months => {{ parameter('review_window_months') }})
    ) as window_start
),

elapsed as (
    select
        departement_code,
        window_start,
        window_end,
        departement_code || '|' || window_start as unit_key
    from windows
    where window_end <= {{ cut_off() }}
),

regular as (
    select
        elapsed.unit_key,
        elapsed.window_start,
        elapsed.window_end,
        elapsed.departement_code,
        review.epci_code,
        review.event_key,
        review.source_code,
        review.delivery_id,
        review.row_number,
        review.flags,
        dense_rank() over (partition by elapsed.unit_key order by review.event_date, review.organisers_key)
            as review_number,
        dense_rank() over (partition by elapsed.unit_key order by review.event_date desc, review.organisers_key desc)
            as reviews_left
    from elapsed
    inner join reviews as review
        on
            elapsed.departement_code = review.departement_code
            and review.event_date between elapsed.window_start and elapsed.window_end
    where review.has_project_holders
),

review_days as (
    select distinct
        departement_code,
        event_date
    from reviews
    where has_project_holders and departement_code is not null
),

followed_days as (
    select
        departement_code,
        event_date,
        lag(event_date) over (
            partition by departement_code, extract(year from event_date)
            order by event_date
        ) as previous_date
    from review_days
),

met as (
    select
        unit_key,
        window_end,
        departement_code,
        epci_code,
        event_key,
        case
            when
                review_number + reviews_left - 1 < {{ parameter('review_min_per_window', on='window_start') }}
                then 'too_few_reviews'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from regular
),

gaps as (
    select
        departement_code,
        event_date
    from followed_days
    where
        event_date
        > previous_date + make_interval(months => {{ parameter('review_max_gap_months', on='event_date') }})
),

held as (
    select
        review.event_key,
        concat_ws('|', review.event_date, coalesce(review.departement_code, ''), review.organisers_key) as unit_key,
        review.event_date,
        review.departement_code,
        review.epci_code,
        network.operator_code,
        review.source_code,
        review.delivery_id,
        review.row_number,
        review.flags
    from reviews as review
    left join lateral unnest(string_to_array(review.organiser_networks, ' ')) as network (operator_code) on true
)

{{ due('A12-I1.regularity', 'elapsed', unit='unit_key', on='window_end', placed=true) }}

union all

{{ due(
    'A12-I1.regularity', 'gaps', unit="departement_code || '|gap|' || event_date", on='event_date', placed=true,
    flags="'gap_too_long'"
) }}

union all

{{ evidence(
    'A12-I1.regularity', 'met', unit='unit_key', on='window_end', record='event_key', reason='reason'
) }}

union all

{{ evidence(
    'A12-I1.reviews', 'held', unit='unit_key', on='event_date', record='event_key', operator='operator_code'
) }}
