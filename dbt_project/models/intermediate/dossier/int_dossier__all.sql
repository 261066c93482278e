-- Every application or decision of every financier, one row each, in one shape (indicators.md 1.0, dossier).
--
-- The day that places it in a year (indicators.md 1.0, Dates) is the decision's, or the agreement's. A state
-- that is a decision without its day, in a source that files by exercice, is dated by the exercice: its last
-- day, or the cut-off while the exercice runs. What nobody decided has no such day; it is seen at its filing.
{% set financiers = [
    'region_dispositifs',
    'region_vie_associative',
    'drajes_fdva',
    'dreets',
    'dla',
    'france_active',
    'banque_des_territoires',
] %}
{% set told = [
    'dossier_key', 'source_code', 'stream', 'reference', 'exercice', 'shared_ids', 'siren', 'rna', 'title',
    'organisation_name', 'place_key', 'dispositif_code', 'kind_code', 'dossier_status', 'decided_on', 'date_basis',
    'filed_on', 'requested_amount', 'granted_amount', 'paid_amount', 'declared_ess', 'notes', 'is_synthetic', 'delivery_id',
    'row_number',
] %}

with told as (
    {% for financier in financiers %}
    select
        {{ told | join(',\n        ') }}
    from {{ ref('int_dossier__' ~ financier) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

dated as (
    select
        told.dossier_key,
        case
            when told.decided_on is not null then told.decided_on
            when status.is_decision and told.exercice is not null
                then least(make_date(told.exercice, 12, 31), {{ cut_off() }})
        end as decision_date,
        case
            when told.decided_on is not null then told.date_basis
            when status.is_decision and told.exercice is not null then 'exercice'
            when told.filed_on is not null then 'filing'
            else 'none'
        end as date_basis
    from told
    left join {{ ref('dossier_statuses') }} as status
        on told.dossier_status = status.dossier_status
)

select
    told.dossier_key,
    told.source_code || '.' || told.stream || ':' || told.reference as sighting_key,
    told.source_code,
    told.stream,
    told.reference,
    told.shared_ids,
    told.siren,
    told.rna,
    told.title,
    told.organisation_name,
    told.place_key,
    told.dispositif_code,
    told.kind_code,
    told.dossier_status,
    dated.decision_date,
    dated.date_basis,
    told.filed_on,
    coalesce(dated.decision_date, told.filed_on) as seen_on,
    told.requested_amount,
    told.granted_amount,
    told.paid_amount,
    told.declared_ess,
    nullif(concat_ws(
        ',',
        case dated.date_basis
            when 'exercice' then 'date_exercice'
            when 'filing' then 'date_depot'
            when 'none' then 'date_unknown'
        end,
        told.notes
    ), '') as notes,
    told.is_synthetic,
    told.delivery_id,
    told.row_number
from told
inner join dated
    on told.dossier_key = dated.dossier_key
