with contracts as (
    select
        'france_active:' || contract.intervention_number as loan_key,
        member.project_id,
        'siren:' || contract.siren as organisation_key,
        contract.product_code,
        contract.dispositif_code,
        contract.instrument,
        contract.committee_date,
        contract.loan_status,
        coalesce(status.counted, false) as is_granted,
        contract.amendments,
        contract.granted_amount,
        contract.disbursed_amount,
        contract.jobs_created,
        contract.jobs_consolidated,
        contract.jobs_saved,
        contract.jobs_unit,
        contract.declared_ess,
        place.commune_code,
        place.departement_code,
        place.epci_code,
        coalesce(place.location_level, 'undetermined') as location_level,
        contract.delivery_id,
        contract.row_number,
        contract.is_synthetic
    from {{ ref('int_dossier__contracts') }} as contract
    left join {{ ref('int_project__members') }} as member
        on 'france_active.interventions:' || contract.intervention_number = member.sighting_key
    left join {{ ref('int_territory__resolve') }} as place
        on contract.place_key = place.place_key
    left join {{ ref('dossier_statuses') }} as status
        on contract.loan_status = status.dossier_status
    where contract.committee_date <= {{ cut_off() }}
)

select
    contract.loan_key,
    contract.loan_key as dossier_key,
    contract.project_id,
    contract.organisation_key,
    contract.product_code,
    contract.dispositif_code,
    contract.instrument,
    contract.committee_date,
    contract.loan_status,
    contract.is_granted,
    contract.amendments,
    contract.granted_amount,
    contract.disbursed_amount,
    contract.jobs_created,
    contract.jobs_consolidated,
    contract.jobs_saved,
    contract.jobs_unit,
    contract.declared_ess,
    {{ ess_columns('contract', 'ess') }},
    contract.commune_code,
    contract.departement_code,
    contract.epci_code,
    contract.location_level,
    {{ fact_flags('null', 'contract.location_level', 'contract.is_synthetic') }} as flags,
    'france_active' as source_code,
    contract.delivery_id,
    contract.row_number,
    contract.is_synthetic
from contracts as contract
left join {{ ref('dim_ess_status') }} as ess
    on {{ ess_at('ess', 'contract.organisation_key', 'contract.committee_date') }}
