-- indicators.md A06-I1: distinct projects brought to a day « je suis, je cherche » that unite at least two
-- structures with a dated proof of partnership (agreement, statutes, letter, cofunding), signed within twelve
-- months of the day (P9). An intention proves nothing: those projects stand beside.
with partnerships as (
    select
        partnership_key,
        project_id,
        fair_date,
        signature_date,
        departement_code,
        epci_code,
        case
            when fair_date is null then 'no_fair'
            when proof = 'intention' then 'intention'
            when signature_date is null then 'no_date'
            when structures < 2 then 'one_structure'
            when signature_date < fair_date then 'signed_before'
            when
                signature_date
                > fair_date + make_interval(months => {{ parameter('partnership_max_months', on='fair_date') }})
                then 'signed_too_late'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_partnership') }}
)

{{ evidence(
    'A06-I1', 'partnerships', unit='project_id', on='signature_date', record='partnership_key', reason='reason'
) }}

union all

{{ evidence(
    'A06-I1+intentions', 'partnerships', unit='project_id', on='fair_date', record='partnership_key',
    reason="case when reason is distinct from 'intention' then coalesce(reason, 'proved') end"
) }}
