-- What changed between two vintages that follow each other, read from the vintages themselves. A commune nouvelle is
-- a new legal person: it keeps the code of one of those it replaces, and has a new SIREN. A commune whose seat moves
-- keeps its name or SIREN under another code. Another spelling of the same name is no movement.
with vintages as (
    select
        vintage,
        lead(vintage) over (order by vintage) as next_vintage
    from (select distinct vintage from {{ ref('int_territory__communes_by_vintage') }}) as listed
),

departed as (
    select
        vintages.next_vintage as vintage,
        commune.commune_code,
        commune.label,
        {{ fold_name('commune.label') }} as name,
        commune.siren,
        commune.departement_code,
        commune.epci_code
    from {{ ref('int_territory__communes_by_vintage') }} as commune
    inner join vintages
        on commune.vintage = vintages.vintage
    where vintages.next_vintage is not null
),

arrived as (
    select
        commune.vintage,
        commune.commune_code,
        commune.label,
        {{ fold_name('commune.label') }} as name,
        commune.siren,
        commune.departement_code,
        commune.epci_code
    from {{ ref('int_territory__communes_by_vintage') }} as commune
    inner join vintages
        on commune.vintage = vintages.next_vintage
),

-- Each commune of before, with the one that its code leads to afterwards.
followed as (
    select
        departed.vintage,
        departed.commune_code as code_before,
        departed.label as label_before,
        departed.name as name_before,
        departed.siren as siren_before,
        departed.departement_code as departement_before,
        departed.epci_code as epci_before,
        arrived.commune_code as code_after,
        arrived.label as label_after,
        arrived.name as name_after,
        arrived.siren as siren_after,
        arrived.departement_code as departement_after,
        arrived.epci_code as epci_after
    from departed
    left join {{ ref('int_territory__codes_by_vintage') }} as code
        on departed.vintage = code.vintage and departed.commune_code = code.code
    left join arrived
        on code.vintage = arrived.vintage and code.commune_code = arrived.commune_code
),

judged as (
    select
        vintage,
        code_before,
        label_before,
        name_before,
        departement_before,
        epci_before,
        code_after,
        label_after,
        name_after,
        departement_after,
        epci_after,
        code_after <> code_before
        and (name_after = name_before or coalesce(siren_after = siren_before, false)) as is_recoded,
        code_after = code_before
        and coalesce(siren_after <> siren_before, false)
        and bool_or(code_after <> code_before) over (partition by vintage, code_after) as is_replaced
    from followed
),

-- Communes in force that were not, each with the one that its code stood for before, if any.
appeared as (
    select
        arrived.vintage,
        parent.commune_code as code_before,
        parent.label as label_before,
        parent.departement_code as departement_before,
        parent.epci_code as epci_before,
        arrived.commune_code as code_after,
        arrived.label as label_after,
        arrived.departement_code as departement_after,
        arrived.epci_code as epci_after
    from arrived
    inner join vintages
        on arrived.vintage = vintages.next_vintage
    left join {{ ref('int_territory__codes_by_vintage') }} as code
        on vintages.vintage = code.vintage and arrived.commune_code = code.code
    left join departed
        on arrived.vintage = departed.vintage and arrived.commune_code = departed.commune_code
    left join departed as parent
        on arrived.vintage = parent.vintage and code.commune_code = parent.commune_code
    where
        departed.commune_code is null
        and not exists (
            select 1 from judged
            where judged.is_recoded and judged.vintage = arrived.vintage and judged.code_after = arrived.commune_code
        )
),

classed as (
    select
        vintage,
        code_before,
        label_before,
        departement_before,
        epci_before,
        code_after,
        label_after,
        departement_after,
        epci_after,
        array[
            case when is_replaced then 'created' end,
            case when code_after <> code_before and not is_recoded then 'absorbed' end,
            case when is_recoded then 'recoded' end,
            case when code_after is null then 'removed' end,
            case when code_after = code_before and name_after <> name_before and not is_replaced then 'renamed' end,
            case when code_after is not null and epci_after is distinct from epci_before then 'changed_epci' end,
            case when departement_after <> departement_before then 'changed_departement' end
        ] as kinds
    from judged
),

movements as (
    select
        classed.vintage,
        change.kind as movement_kind,
        classed.code_before,
        classed.label_before,
        classed.departement_before,
        classed.epci_before,
        classed.code_after,
        classed.label_after,
        classed.departement_after,
        classed.epci_after
    from classed
    cross join lateral unnest(classed.kinds) as change (kind)
    where change.kind is not null
    union all
    select
        vintage,
        case when code_before is null then 'created' else 'restored' end as movement_kind,
        code_before,
        label_before,
        departement_before,
        epci_before,
        code_after,
        label_after,
        departement_after,
        epci_after
    from appeared
)

select
    vintage,
    movement_kind,
    code_before,
    label_before,
    departement_before,
    epci_before,
    code_after,
    label_after,
    departement_after,
    epci_after
from movements
