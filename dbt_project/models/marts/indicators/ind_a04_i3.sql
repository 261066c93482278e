-- indicators.md A04-I3: contracts of Pays de la Loire Rebond granted and not annulled, and what they grant. An
-- amendment replaces the amount and adds no contract; what was disbursed is not the amount.
with contracts as (
    select
        loan_key,
        committee_date,
        granted_amount,
        departement_code,
        epci_code,
        case
            when not is_granted then 'not_granted'
            when committee_date is null then 'no_date'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_loan') }}
    where dispositif_code = 'rebond'
)

{{ evidence('A04-I3.count', 'contracts', unit='loan_key', on='committee_date', record='loan_key', reason='reason') }}

union all

{{ evidence(
    'A04-I3.amount', 'contracts', unit='loan_key', on='committee_date', record='loan_key', reason='reason',
    amount='granted_amount', unknown='granted_amount is null'
) }}
