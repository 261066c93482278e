-- indicators.md AMB-01, « hausse de 15 % de la représentation »: the share R of social economy projects among all
-- projects granted in the schemes open to every enterprise (P2), in the base year (P1: 2021, else 2022, provisional)
-- and in the year compared (the horizon's, else the last closed one). The constant basket keeps the schemes that
-- granted something in both years; the full basket and the plain counts are other readings of the same bullet.
-- A project of unknown status is in neither the numerator nor the denominator. Before the first year closes both
-- years are one, and nothing has risen.
with granted as (
    select
        dossier.dossier_key,
        dossier.project_id,
        dossier.dispositif_code,
        dossier.decision_date,
        extract(year from dossier.decision_date)::integer as year,
        dossier.is_ess,
        dossier.departement_code,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags
    from {{ ref('fct_dossier') }} as dossier
    inner join {{ ref('int_parameter__lists') }} as scheme
        on
            dossier.dispositif_code = scheme.code
            and scheme.name = 'droit_commun_dispositifs'
            and dossier.decision_date between scheme.valid_from and scheme.valid_to
    where dossier.is_granted
),

years as (
    select
        edition,
        (
            select min(granted.year)
            from granted
            where granted.year between {{ parameter('amb01_base_year') }} and {{ parameter('amb01_base_year') }} + 1
        ) as base_year,
        extract(year from last_day + 1)::integer - 1 as compared_year
    from {{ ref('int_ambition__editions') }}
),

schemes as (
    select
        years.edition,
        granted.dispositif_code,
        coalesce(bool_or(granted.year = years.base_year), false) and bool_or(granted.year = years.compared_year)
            as is_constant
    from years
    cross join granted
    group by years.edition, granted.dispositif_code
),

compared as (
    select
        years.edition,
        granted.dossier_key,
        granted.project_id,
        granted.decision_date,
        coalesce(granted.year = years.base_year, false) as is_base,
        granted.year = years.compared_year as is_compared,
        granted.is_ess,
        schemes.is_constant,
        granted.source_code,
        granted.delivery_id,
        granted.row_number,
        concat_ws(
            ',',
            case when years.base_year > {{ parameter('amb01_base_year') }} then 'provisional_base' end,
            nullif(granted.flags, '')
        ) as flags
    from years
    inner join granted
        on granted.year in (years.base_year, years.compared_year)
    inner join schemes
        on years.edition = schemes.edition and granted.dispositif_code = schemes.dispositif_code
),

social as (
    select
        edition,
        dossier_key,
        project_id,
        decision_date,
        is_base,
        is_compared,
        is_constant,
        source_code,
        delivery_id,
        row_number,
        flags
    from compared
    where is_ess
)

{% for prefix, other_year in [('base_', 'not is_base'), ('', 'not is_compared')] %}
{% for word, outside in [('ratio', 'not is_constant'), ('full_ratio', 'false')] %}
{% for candidates, role, unknown in [('compared', 'denominator', 'is_ess is null'), ('social', 'numerator', 'false')] %}
{{ ambition_evidence(
    'AMB-01.' ~ prefix ~ word, candidates, unit='project_id', on='decision_date', record='dossier_key', role=role,
    reason='case when ' ~ other_year ~ " then 'other_year' when " ~ outside ~ " then 'not_in_basket' end",
    unknown=unknown, placed=false
) }}

union all

{% endfor %}
{% endfor %}
{{ ambition_evidence(
    'AMB-01.' ~ prefix ~ 'count', 'compared', unit='project_id', on='decision_date', record='dossier_key', placed=false,
    reason='case when ' ~ other_year ~ " then 'other_year' when not is_ess then 'not_ess' end", unknown='is_ess is null'
) }}
{% if not loop.last %}
union all
{% endif %}
{% endfor %}
