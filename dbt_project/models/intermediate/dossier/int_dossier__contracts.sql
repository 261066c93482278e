-- Contracts of France Active: an amendment replaces what the contract grants and adds nothing; the day of
-- the contract stays that of its first committee. An amendment of a later month is not there yet.
with lines as (
    select
        intervention_number,
        amendment,
        siren,
        organisation_name,
        title,
        product,
        min(committee_on) over (partition by intervention_number) as committee_date,
        status,
        amount,
        disbursed_amount,
        jobs_created,
        jobs_consolidated,
        jobs_saved,
        jobs_unit,
        declared_ess,
        {{ place_key(postal='postal_code', departement='departement_code') }} as place_key,
        is_synthetic,
        delivery_id,
        row_number,
        dense_rank() over (partition by intervention_number order by amendment nulls first) - 1 as amendments
    from {{ ref('stg_france_active__interventions') }}
    where coalesce(committee_on <= {{ cut_off() }}, true)
)

select distinct on (intervention_number)
    intervention_number,
    amendments::integer as amendments,
    siren,
    organisation_name,
    title,
    product as product_code,
    case when product = 'garantie_fag' then 'garantie' else product end as dispositif_code,
    case when product = 'garantie_fag' then 'guarantee' else 'loan' end as instrument,
    committee_date,
    status as loan_status,
    amount as granted_amount,
    disbursed_amount,
    jobs_created,
    jobs_consolidated,
    jobs_saved,
    jobs_unit,
    declared_ess,
    place_key,
    is_synthetic,
    delivery_id,
    row_number
from lines
order by intervention_number asc, amendment desc nulls last, delivery_id desc, row_number desc
