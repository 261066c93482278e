-- indicators.md A03-I1: distinct projects with at least one dossier granted in the five schemes of counsel and
-- development, whose carrier belongs to the social economy on the day of the decision. The DLA counts once an
-- engineering is engaged: only those are dossiers; each structure of a collective one is a project. A structure that
-- was only received or diagnosed is set aside, unless the COTECH counts from there (P5, dla_counted_from).
-- Beside it the projects of all carriers.
with entries as (
    select
        entry_key,
        organisation_key,
        case {{ parameter('dla_counted_from', 'text', on='received_on') }}
            when 'accueil' then received_on
            when 'diagnostic' then diagnosed_on
        end as counted_on,
        coalesce(diagnosed_on, received_on) as seen_on,
        departement_code,
        epci_code,
        flags,
        delivery_id,
        row_number,
        null::boolean as declared_ess
    from {{ ref('int_dossier__dla_entries') }}
    where coalesce(received_on <= {{ cut_off() }}, true) and coalesce(diagnosed_on <= {{ cut_off() }}, true)
),

entries_with_status as (
    select
        entry.entry_key,
        entry.counted_on,
        entry.seen_on,
        {{ ess_columns('entry', 'ess') }},
        entry.departement_code,
        entry.epci_code,
        entry.flags,
        entry.delivery_id,
        entry.row_number
    from entries as entry
    left join {{ ref('dim_ess_status') }} as ess
        on {{ ess_at('ess', 'entry.organisation_key', 'coalesce(entry.counted_on, entry.seen_on)') }}
),

dossiers as (
    select
        dossier.dossier_key,
        dossier.project_id,
        dossier.decision_date,
        dossier.departement_code,
        dossier.epci_code,
        dossier.dispositif_code,
        dossier.ess_family,
        case
            when not dossier.is_granted then 'not_granted'
            when dossier.decision_date is null then 'no_date'
        end as reason_for_all,
        case
            when dossier.is_ess is null then 'ess_unknown'
            when not dossier.is_ess then 'not_ess'
        end as reason_for_ess,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags
    from {{ ref('fct_dossier') }} as dossier
    inner join {{ ref('dispositifs') }} as dispositif
        on dossier.dispositif_code = dispositif.dispositif_code
    where dispositif.indicator_codes ~ '\mA03-I1\M'

    union all

    select
        entry.entry_key as dossier_key,
        entry.entry_key as project_id,
        coalesce(entry.counted_on, entry.seen_on) as decision_date,
        entry.departement_code,
        entry.epci_code,
        'dla' as dispositif_code,
        entry.ess_family,
        case when entry.counted_on is null then 'no_engineering' end as reason_for_all,
        case
            when entry.is_ess is null then 'ess_unknown'
            when not entry.is_ess then 'not_ess'
        end as reason_for_ess,
        'dla' as source_code,
        entry.delivery_id,
        entry.row_number,
        entry.flags
    from entries_with_status as entry
)

{{ evidence(
    'A03-I1', 'dossiers', unit='project_id', on='decision_date', record='dossier_key',
    reason='coalesce(reason_for_all, reason_for_ess)', dispositif='dispositif_code', family='ess_family'
) }}

union all

{{ evidence(
    'A03-I1+all', 'dossiers', unit='project_id', on='decision_date', record='dossier_key', reason='reason_for_all',
    dispositif='dispositif_code', family='ess_family'
) }}
