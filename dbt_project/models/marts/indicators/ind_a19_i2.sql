-- indicators.md A19-I2: of the third places whose first grant (Région, Banque des Territoires) is in year Y of the
-- strategy, those that still operate 36 months later (P7). A cohort counts once all of it can be observed: its year's
-- end plus 36 months is past; younger ones are set aside, never failures.
-- What tells, in this order: the panorama (a dated closing or opening, then the first answer since), then Sirene (an
-- establishment of the carrier active on the day in the commune, or moved inside the EPCI). Closed places vanish from
-- the panorama: no answer is no closing. A place that nothing tells of is unknown, out of the denominator.
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

cohorts as (
    select
        third_place_key,
        departement_code,
        epci_code,
        commune_code,
        opened_on,
        closed_on,
        dossier_key,
        decision_date,
        (
            decision_date + make_interval(months => {{ parameter('cohort_survival_months', on='decision_date') }})
        )::date as observed_on,
        case
            when decision_date < {{ parameter('strategy_start', 'date') }} then 'before_strategy'
            when
                make_date(extract(year from decision_date)::integer, 12, 31)
                + make_interval(months => {{ parameter('cohort_survival_months', on='decision_date') }})
                > {{ cut_off() }}
                then 'not_observed_yet'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from grants
    where position = 1
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

judged as (
    select
        cohort.third_place_key,
        cohort.departement_code,
        cohort.epci_code,
        cohort.decision_date,
        cohort.reason,
        case
            when cohort.closed_on <= cohort.observed_on then false
            when cohort.closed_on > cohort.observed_on and cohort.opened_on <= cohort.observed_on then true
            when answer.was_closed then false
            when cohort.opened_on > cohort.observed_on then false
            when answer.stage_since = 'ouvert' then true
            when answer.stage_since = 'projet' and cohort.opened_on is null then false
            when office.third_place_key is not null
                then coalesce(office.stays, false) or coalesce(office.stays_near, false)
        end as survives,
        cohort.source_code,
        cohort.delivery_id,
        cohort.row_number,
        concat_ws(
            ',',
            nullif(cohort.flags, ''),
            case when not coalesce(office.stays, true) and office.stays_near then 'moved_nearby' end
        ) as flags
    from cohorts as cohort
    left join answers as answer
        on cohort.third_place_key = answer.third_place_key
    left join offices as office
        on cohort.third_place_key = office.third_place_key
),

surviving as (
    select
        third_place_key,
        departement_code,
        epci_code,
        decision_date,
        source_code,
        delivery_id,
        row_number,
        flags
    from judged
    where reason is null and survives
)

{{ evidence(
    'A19-I2', 'judged', unit='third_place_key', on='decision_date', record='third_place_key', role='denominator',
    reason='reason', unknown='survives is null'
) }}

union all

{{ evidence('A19-I2', 'surviving', unit='third_place_key', on='decision_date', record='third_place_key') }}
