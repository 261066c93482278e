-- indicators.md A17-I1 (actions 17 and 18): among the projects of the social economy granted in a scheme of the
-- strategy (those that an indicator counts) whose financing plan is known (P6), those that an EPCI with its own
-- taxation helps with money. A plan is known when one of the project's granted dossiers has one, or an EPCI tells
-- of its own support; whether an EPCI pays is asked of the whole project up to the cut-off. A commune, a PETR or a
-- syndicate is no EPCI; rooms, staff and seats are no money: with them it is the broad involvement, beside.
-- A project without any plan, or whose plan names an EPCI without a figure, is unknown and sets the bounds; the
-- COTECH may have it stand in the denominator instead (P6), and choose the categories of EPCI.
with dossiers as (
    select
        dossier.dossier_key,
        dossier.project_id,
        dossier.dispositif_code,
        dossier.decision_date,
        dossier.departement_code,
        dossier.epci_code,
        case
            when not dossier.is_granted then 'not_granted'
            when dossier.decision_date is null then 'no_date'
            when dossier.is_ess is null then 'ess_unknown'
            when not dossier.is_ess then 'not_ess'
        end as reason,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags
    from {{ ref('fct_dossier') }} as dossier
    inner join {{ ref('dispositifs') }} as dispositif
        on dossier.dispositif_code = dispositif.dispositif_code
    where dispositif.indicator_codes is not null
),

-- An EPCI that nobody names (« com com ») has no category: the word is enough.
cofunding as (
    select
        cofunding.project_id,
        nature.legal_category,
        cofunding.funder_kind = 'epci' as is_epci,
        coalesce(bool_or(cofunding.is_money), false) as is_money,
        coalesce(bool_or(cofunding.is_money is null), false) as may_be_money,
        coalesce(bool_or(cofunding.is_money or cofunding.nature <> 'plan'), false) as is_help
    from {{ ref('fct_cofunding') }} as cofunding
    left join {{ ref('fct_dossier') }} as dossier
        on cofunding.dossier_key = dossier.dossier_key
    left join {{ ref('dim_epci') }} as epci
        on cofunding.funder_epci_code = epci.epci_code and epci.is_current
    left join {{ ref('epci_natures') }} as nature
        on epci.nature = nature.nature
    where cofunding.dossier_key is null or dossier.is_granted
    group by cofunding.project_id, nature.legal_category, cofunding.funder_kind = 'epci'
),

accepted as (
    select
        dossier.dossier_key,
        cofunding.is_epci and (cofunding.legal_category is null or category.code is not null) as is_epci,
        cofunding.is_money,
        cofunding.may_be_money,
        cofunding.is_help
    from dossiers as dossier
    inner join cofunding
        on dossier.project_id = cofunding.project_id
    left join {{ ref('int_parameter__lists') }} as category
        on
            cofunding.legal_category = category.code
            and category.name = 'epci_legal_categories'
            and dossier.decision_date between category.valid_from and category.valid_to
),

helps as (
    select
        dossier_key,
        bool_or(is_epci and is_money) as has_epci_money,
        bool_or(is_epci and may_be_money) as may_have_epci_money,
        bool_or(is_epci and is_help) as has_epci
    from accepted
    group by dossier_key
),

judged as (
    select
        dossier.dossier_key,
        dossier.project_id,
        dossier.dispositif_code,
        dossier.decision_date,
        dossier.departement_code,
        dossier.epci_code,
        dossier.reason,
        coalesce(helps.has_epci_money, false) as has_epci_money,
        coalesce(helps.has_epci, false) as has_epci,
        {{ parameter('epci_share_denominator', 'text', on='dossier.decision_date') }}
        = 'projets_ess_accordes_plan_connu'
        and (helps.dossier_key is null or (not helps.has_epci_money and helps.may_have_epci_money)) as is_unknown,
        dossier.source_code,
        dossier.delivery_id,
        dossier.row_number,
        dossier.flags
    from dossiers as dossier
    left join helps
        on dossier.dossier_key = helps.dossier_key
),

helped as (
    select
        dossier_key,
        project_id,
        dispositif_code,
        decision_date,
        departement_code,
        epci_code,
        has_epci_money,
        source_code,
        delivery_id,
        row_number,
        flags
    from judged
    where reason is null and has_epci
),

paid as (
    select
        dossier_key,
        project_id,
        dispositif_code,
        decision_date,
        departement_code,
        epci_code,
        source_code,
        delivery_id,
        row_number,
        flags
    from helped
    where has_epci_money
)

{{ evidence(
    'A17-I1', 'judged', unit='project_id', on='decision_date', record='dossier_key', role='denominator',
    reason='reason', unknown='is_unknown', dispositif='dispositif_code'
) }}

union all

{{ evidence(
    'A17-I1', 'paid', unit='project_id', on='decision_date', record='dossier_key', dispositif='dispositif_code'
) }}

union all

{{ evidence(
    'A17-I1+broad', 'judged', unit='project_id', on='decision_date', record='dossier_key', role='denominator',
    reason='reason', unknown='is_unknown and not has_epci', dispositif='dispositif_code'
) }}

union all

{{ evidence(
    'A17-I1+broad', 'helped', unit='project_id', on='decision_date', record='dossier_key', dispositif='dispositif_code'
) }}
