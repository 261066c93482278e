-- indicators.md A04-I2: jobs saved, as declared at the committee. An enterprise with several decisions within
-- 36 months (rebound_max_months) counts for the greatest of them: a window opens with the first decision, holds
-- those up to 36 months later, and the next one opens another. Persons and full-time equivalents never mix.
with recursive contracts as (
    select
        loan_key,
        organisation_key,
        committee_date,
        jobs_saved,
        jobs_unit,
        departement_code,
        epci_code,
        case
            when not is_granted then 'not_granted'
            when committee_date is null then 'no_date'
            when organisation_key is null then 'no_siren'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_loan') }}
    where dispositif_code = 'rebond'
),

decisions as (
    select
        organisation_key,
        jobs_unit,
        committee_date,
        dense_rank() over (partition by organisation_key, jobs_unit order by committee_date) as position
    from contracts
    where reason is null
    group by organisation_key, jobs_unit, committee_date
),

windows as (
    select
        organisation_key,
        jobs_unit,
        committee_date,
        committee_date as window_start,
        position
    from decisions
    where position = 1

    union all

    select
        decision.organisation_key,
        decision.jobs_unit,
        decision.committee_date,
        case
            when
                decision.committee_date <= windows.window_start
                + make_interval(months => {{ parameter('rebound_max_months', on='windows.window_start') }})
                then windows.window_start
            else decision.committee_date
        end as window_start,
        decision.position
    from windows
    inner join decisions as decision
        on
            windows.organisation_key = decision.organisation_key
            and windows.jobs_unit is not distinct from decision.jobs_unit
            and decision.position = windows.position + 1
),

counted as (
    select
        contract.loan_key,
        contract.organisation_key || '|' || windows.window_start as unit_key,
        contract.committee_date,
        contract.jobs_saved,
        contract.departement_code,
        contract.epci_code,
        contract.reason,
        coalesce(contract.jobs_unit, '') as jobs_unit,
        contract.source_code,
        contract.delivery_id,
        contract.row_number,
        contract.flags
    from contracts as contract
    left join windows
        on
            contract.reason is null
            and contract.organisation_key = windows.organisation_key
            and contract.jobs_unit is not distinct from windows.jobs_unit
            and contract.committee_date = windows.committee_date
)

{{ evidence(
    'A04-I2', 'counted', unit='unit_key', on='committee_date', record='loan_key', amount='jobs_saved',
    reason="coalesce(reason, case when jobs_unit <> 'personnes' then 'other_unit' end)", unknown='jobs_saved is null'
) }}

union all

{{ evidence(
    'A04-I2+fte', 'counted', unit='unit_key', on='committee_date', record='loan_key', amount='jobs_saved',
    reason="coalesce(reason, case when lower(jobs_unit) <> 'etp' then 'other_unit' end)", unknown='jobs_saved is null'
) }}
