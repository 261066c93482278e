-- indicators.md A19-I1 (actions 19 and 20): distinct third places with an accompaniment of Cap Tiers-lieux under
-- way in the period. A third place is a site, not a SIREN. Requests for information and visits are none.
with accompaniments as (
    select
        support_key,
        third_place_key,
        support_type,
        start_date,
        coalesce(end_date, {{ cut_off() }}) as last_date,
        departement_code,
        epci_code,
        case when coalesce(end_date < start_date, false) then 'end_before_start' end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_support') }}
    where source_code = 'cap_tiers_lieux' and support_kind = 'accompaniment'
)

{{ evidence(
    'A19-I1', 'accompaniments', unit='third_place_key', on='start_date', until='last_date', record='support_key',
    reason='reason', kind='support_type'
) }}
