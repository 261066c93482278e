-- indicators.md A02-I1: distinct takeovers (the SIREN that is handed over) whose accompaniment begins in the
-- period, and the workforce of their enterprises at that time, once for each. A bracket of workforce is no
-- number: an unknown workforce stays unknown. All takeovers count, sound or not, unless the COTECH keeps one kind
-- only (P8, transfer_headline); kinds and states are shown.
with operations as (
    select
        takeover_key,
        coalesce(organisation_key, takeover_key) as unit_key,
        takeover_type,
        takeover_status,
        entry_date,
        employees,
        case
            when
                {{ parameter('transfer_headline', 'text', on='entry_date') }}
                not in ('toutes', coalesce(takeover_type, ''))
                then 'other_kind'
        end as reason,
        departement_code,
        epci_code,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_takeover') }}
)

{{ evidence(
    'A02-I1.operations', 'operations', unit='unit_key', on='entry_date', record='takeover_key', reason='reason',
    kind='takeover_type'
) }}

union all

{{ evidence(
    'A02-I1.jobs', 'operations', unit='unit_key', on='entry_date', record='takeover_key', reason='reason',
    amount='employees', unknown='employees is null', kind='takeover_type'
) }}
{% for status in ['aboutie', 'en_cours', 'abandonnee'] %}
union all

{{ evidence(
    'A02-I1.operations+' ~ status, 'operations', unit='unit_key', on='entry_date', record='takeover_key',
    reason="coalesce(reason, case when takeover_status is distinct from '" ~ status ~ "' then 'other_status' end)",
    kind='takeover_type'
) }}
{% endfor %}
