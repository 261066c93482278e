-- indicators.md A01-I2: distinct project holders with a first contact in the period at a welcomer of the
-- parameter. A team of three is one holder, who is known by pseudonym. A reception whose holder has none cannot
-- be told from the others: it stands beside, never added.
with receptions as (
    select
        support.support_key,
        support.porteur_key,
        support.operator_code,
        support.start_date,
        support.departement_code,
        support.epci_code,
        case when welcomer.code is null then 'not_a_welcomer' end as reason_for_all,
        case when support.porteur_key is null then 'no_porteur' end as reason_for_holder,
        case when support.porteur_key is not null then 'porteur_known' end as reason_for_unknown,
        support.source_code,
        support.delivery_id,
        support.row_number,
        support.flags
    from {{ ref('fct_support') }} as support
    left join {{ ref('int_parameter__lists') }} as welcomer
        on
            support.operator_code = welcomer.code
            and welcomer.name = 'welcomers'
            and support.start_date between welcomer.valid_from and welcomer.valid_to
    where support.support_kind = 'reception'
)

{{ evidence(
    'A01-I2', 'receptions', unit='porteur_key', on='start_date', record='support_key',
    reason='coalesce(reason_for_all, reason_for_holder)', operator='operator_code'
) }}

union all

{{ evidence(
    'A01-I2+undeduplicated', 'receptions', unit='support_key', on='start_date', record='support_key',
    reason='coalesce(reason_for_all, reason_for_unknown)', operator='operator_code'
) }}
