-- indicators.md A04-I1: distinct enterprises (SIREN) to which a committee of Pays de la Loire Rebond granted
-- support in the period; the files do not tell when an accompaniment ends. Never the Prêt Rebond of Bpifrance:
-- the scheme is told by its code. No filter on the social economy; its share stands beside.
with contracts as (
    select
        loan_key,
        organisation_key,
        committee_date,
        departement_code,
        epci_code,
        is_ess,
        case when is_ess then ess_family end as ess_family,
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
)

{{ evidence(
    'A04-I1', 'contracts', unit='organisation_key', on='committee_date', record='loan_key', reason='reason',
    family='ess_family'
) }}

union all

{{ evidence(
    'A04-I1+ess', 'contracts', unit='organisation_key', on='committee_date', record='loan_key',
    reason="coalesce(reason, case when is_ess is null then 'ess_unknown' when not is_ess then 'not_ess' end)",
    family='ess_family'
) }}
