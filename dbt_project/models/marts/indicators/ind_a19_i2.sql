-- indicators.md A19-I2: of the third places whose first grant (Région, Banque des Territoires) is in year Y of the
-- strategy, those that still operate 36 months later (P7). A cohort counts once all of it can be observed: its year's
-- end plus 36 months is past; younger ones are set aside, never failures.
-- The COTECH may have the cohorts begin with the opening instead (P7, cohort_origin).
-- What tells, in the order of P7 (cohort_evidence_order): the panorama (a dated closing or opening, then the first
-- answer since), then Sirene (an establishment of the carrier active on the day in the commune, or moved inside the
-- EPCI). Closed places vanish from the panorama: no answer is no closing. A place that nothing tells of is unknown,
-- out of the denominator.
with grants as (
    select
        place.third_place_key,
        place.departement_code,
        place.epci_code,
        place.commune_code,
        place.opened_on,
        place.closed_on,
        dossier.dossier_key,
        dossier.decision_date,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags,
        row_number() over (
            partition by place.third_place_key
            order by dossier.decision_date, dossier.dossier_key
        ) as position
    from {{ ref('dim_third_place') }} as place
    inner join {{ ref('fct_dossier') }} as dossier
        on place.project_id = dossier.project_id
    where
        dossier.is_granted
        and dossier.decision_date is not null
        and dossier.source_code in ('region_dispositifs', 'banque_des_territoires')
),

first_grants as (
    select
        third_place_key,
        departement_code,
        epci_code,
        commune_code,
        opened_on,
        closed_on,
        dossier_key,
        case
            when {{ parameter('cohort_origin', 'text', on='decision_date') }} = 'ouverture' then opened_on
            else decision_date
        end as origin_date,
        source_code,
        delivery_id,
        row_number,
        flags
    from grants
    where position = 1
),

cohorts as (
    select
        third_place_key,
        departement_code,
        epci_code,
        commune_code,
        opened_on,
        closed_on,
        dossier_key,
        origin_date,
        (
            origin_date + make_interval(months => {{ parameter('cohort_survival_months', on='origin_date') }})
        )::date as observed_on,
        case
            when origin_date is null then 'no_date'
            when origin_date < {{ parameter('strategy_start', 'date') }} then 'before_strategy'
            when
                make_date(extract(year from origin_date)::integer, 12, 31)
                + make_interval(months => {{ parameter('cohort_survival_months', on='origin_date') }})
                > {{ cut_off() }}
                then 'not_observed_yet'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from first_grants
),

answers as (
    select
        cohort.third_place_key,
        (array_agg(answer.stage order by answer.answered_on) filter (where answer.answered_on >= cohort.observed_on))[1]
            as stage_since,
        coalesce(bool_or(answer.stage = 'ferme' and answer.answered_on < cohort.observed_on), false) as was_closed,
        right((array_agg(answer.organisation_key order by answer.answered_on desc))[1], 9) as siren
    from cohorts as cohort
    inner join {{ ref('fct_third_place') }} as answer
        on cohort.third_place_key = answer.third_place_key
    group by cohort.third_place_key
),

offices as (
    select
        cohort.third_place_key,
        bool_or(office.is_active and office.commune_code = cohort.commune_code) as stays,
        bool_or(office.is_active and office.epci_code = cohort.epci_code) as stays_near
    from cohorts as cohort
    inner join answers as answer
        on cohort.third_place_key = answer.third_place_key
    inner join {{ ref('int_third_place__establishments') }} as office
        on
            answer.siren = office.siren
            and cohort.observed_on >= office.started_on
            and coalesce(cohort.observed_on <= office.ended_on, true)
    group by cohort.third_place_key
),

proofs as (
    select
        cohort.third_place_key,
        case
            when cohort.closed_on <= cohort.observed_on then false
            when cohort.closed_on > cohort.observed_on and cohort.opened_on <= cohort.observed_on then true
            when answer.was_closed then false
            when cohort.opened_on > cohort.observed_on then false
            when answer.stage_since = 'ouvert' then true
            when answer.stage_since = 'projet' and cohort.opened_on is null then false
        end as by_panorama,
        case
            when office.third_place_key is not null
                then coalesce(office.stays, false) or coalesce(office.stays_near, false)
        end as by_office,
        not coalesce(office.stays, true) and coalesce(office.stays_near, false) as moved_nearby
    from cohorts as cohort
    left join answers as answer
        on cohort.third_place_key = answer.third_place_key
    left join offices as office
        on cohort.third_place_key = office.third_place_key
),

told as (
    select
        third_place_key,
        'panorama_date' as proof,
        by_panorama as survives
    from proofs

    union all

    select
        third_place_key,
        'sirene_etablissement' as proof,
        by_office as survives
    from proofs
),

asked as (
    select
        third_place_key,
        string_to_array({{ parameter('cohort_evidence_order', 'text', on='origin_date') }}, ' ') as proofs
    from cohorts
),

verdicts as (
    select distinct on (asked.third_place_key)
        asked.third_place_key,
        told.survives
    from asked
    cross join lateral unnest(asked.proofs) with ordinality as kept (proof, position)
    inner join told
        on asked.third_place_key = told.third_place_key and kept.proof = told.proof
    where told.survives is not null
    order by asked.third_place_key asc, kept.position asc
),

judged as (
    select
        cohort.third_place_key,
        cohort.departement_code,
        cohort.epci_code,
        cohort.origin_date,
        cohort.reason,
        verdict.survives,
        cohort.source_code,
        cohort.delivery_id,
        cohort.row_number,
        concat_ws(',', nullif(cohort.flags, ''), case when proofs.moved_nearby then 'moved_nearby' end) as flags
    from cohorts as cohort
    left join proofs
        on cohort.third_place_key = proofs.third_place_key
    left join verdicts as verdict
        on cohort.third_place_key = verdict.third_place_key
),

surviving as (
    select
        third_place_key,
        departement_code,
        epci_code,
        origin_date,
        source_code,
        delivery_id,
        row_number,
        flags
    from judged
    where reason is null and survives
)

{{ evidence(
    'A19-I2', 'judged', unit='third_place_key', on='origin_date', record='third_place_key', role='denominator',
    reason='reason', unknown='survives is null'
) }}

union all

{{ evidence('A19-I2', 'surviving', unit='third_place_key', on='origin_date', record='third_place_key') }}
