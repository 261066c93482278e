-- indicators.md AMB-08: the départements whose reviews are regular (A12-I1) in the edition's last closed year, and of
-- the projects reviewed those with a dated solution within 90 days (solution_max_days) of a review. What is found
-- after the edition's last day is no row that came late: the balance does not hold it.
with editions as (
    select
        edition,
        first_day,
        last_day,
        extract(year from last_day + 1)::integer - 1 as closed_year
    from {{ ref('int_ambition__editions') }}
),

windows as (
    select
        editions.edition,
        evidence.departement_code,
        evidence.unit_key,
        bool_or(evidence.role = 'denominator') as is_due,
        bool_or(evidence.role = 'numerator') as is_met
    from editions
    inner join {{ ref('indicator_evidence') }} as evidence
        on extract(year from evidence.reference_date) = editions.closed_year
    where evidence.measure_code = 'A12-I1.regularity' and evidence.role <> 'set_aside'
    group by editions.edition, evidence.departement_code, evidence.unit_key
),

regular as (
    select
        edition,
        departement_code
    from windows
    where is_due
    group by edition, departement_code
    having bool_and(is_met)
),

reviews_of_year as (
    select
        regular.edition,
        regular.departement_code,
        evidence.reference_date,
        evidence.record_key,
        evidence.source_code,
        evidence.delivery_id,
        evidence.row_number,
        evidence.flags
    from regular
    inner join editions
        on regular.edition = editions.edition
    inner join {{ ref('indicator_evidence') }} as evidence
        on
            regular.departement_code = evidence.departement_code
            and extract(year from evidence.reference_date) = editions.closed_year
    where evidence.measure_code = 'A12-I1.regularity' and evidence.role = 'numerator'
),

reviewed as (
    select
        editions.edition,
        review.review_key,
        review.project_id,
        review.review_date,
        coalesce(
            review.solution_date between review.review_date and least(
                review.review_date + {{ parameter('solution_max_days', on='review.review_date') }}, editions.last_day
            ),
            false
        ) as is_solved,
        review.departement_code,
        review.source_code,
        review.delivery_id,
        review.row_number,
        review.flags
    from editions
    inner join {{ ref('fct_review') }} as review
        on review.review_date between editions.first_day and editions.last_day
),

solved as (
    select
        edition,
        review_key,
        project_id,
        review_date,
        departement_code,
        source_code,
        delivery_id,
        row_number,
        flags
    from reviewed
    where is_solved
)

{{ ambition_evidence(
    'AMB-08.regular', 'reviews_of_year', unit='departement_code', on='reference_date', record='record_key'
) }}

union all

{{ ambition_evidence(
    'AMB-08.solutions', 'reviewed', unit='project_id', on='review_date', record='review_key', role='denominator'
) }}

union all

{{ ambition_evidence(
    'AMB-08.solutions', 'solved', unit='project_id', on='review_date',
    record='review_key'
) }}
