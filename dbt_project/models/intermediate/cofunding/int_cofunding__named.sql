-- Each funder that a financing plan names, in the order of the plan, with what it brings: a share, an amount, or
-- nothing that can be read. Plans are written by the Région (« EPCI : 20 % ; … ») and in Osiris (names and
-- amounts in two lists); an EPCI tells its own supports, money or not.
with plans as (
    select
        dossier.dossier_key as record_key,
        dossier.dossier_key,
        dossier.sighting_key,
        dossier.place_key,
        'plan' as nature,
        item.position::integer as position,
        split_part(item.text, ':', 1) as funder,
        substring(split_part(item.text, ':', 2) from '([0-9][0-9 ]*(?:[.,][0-9]+)?) *%') as share,
        substring(split_part(item.text, ':', 2) from '([0-9][0-9 ]*(?:[.,][0-9]+)?) *(?:€|euros?)') as amount,
        null::text as own_epci_code,
        dossier.decision_date as decided_on,
        dossier.source_code,
        dossier.is_synthetic,
        dossier.delivery_id,
        dossier.row_number
    from {{ ref('int_dossier__all') }} as dossier
    inner join {{ ref('stg_region_dispositifs__dossiers') }} as line
        on dossier.delivery_id = line.delivery_id and dossier.row_number = line.row_number
    cross join lateral unnest(string_to_array(line.funding_plan, ';')) with ordinality as item (text, position)
    where dossier.source_code = 'region_dispositifs'

    union all

    select
        dossier.dossier_key as record_key,
        dossier.dossier_key,
        dossier.sighting_key,
        dossier.place_key,
        'plan' as nature,
        item.position::integer as position,
        item.text as funder,
        null as share,
        trim((string_to_array(line.cofunder_amounts, ';'))[item.position]) as amount,
        null as own_epci_code,
        dossier.decision_date as decided_on,
        dossier.source_code,
        dossier.is_synthetic,
        dossier.delivery_id,
        dossier.row_number
    from {{ ref('int_dossier__all') }} as dossier
    inner join {{ ref('stg_drajes_fdva__suivi_actions') }} as line
        on dossier.delivery_id = line.delivery_id and dossier.row_number = line.row_number
    cross join lateral unnest(string_to_array(line.cofunder_names, ';')) with ordinality as item (text, position)
    where dossier.source_code = 'drajes_fdva'
),

supports as (
    select distinct on (support.epci_code, support.reference)
        concat_ws(':', 'epci', support.epci_code, support.reference) as record_key,
        null::text as dossier_key,
        'epci.cofinancements:' || concat_ws(':', support.epci_code, support.reference) as sighting_key,
        project.place_key,
        support.nature,
        1 as position,
        support.funder_name as funder,
        null::text as share,
        support.amount::text as amount,
        support.epci_code as own_epci_code,
        support.decided_on,
        'epci' as source_code,
        support.is_synthetic,
        support.delivery_id,
        support.row_number
    from {{ ref('stg_epci__cofinancements') }} as support
    left join {{ ref('int_followed__cofunded') }} as project
        on concat_ws(':', support.epci_code, support.reference) = project.reference
    order by support.epci_code asc, support.reference asc, support.delivery_id desc, support.row_number desc
),

named as (
    select
        record_key,
        dossier_key,
        sighting_key,
        place_key,
        nature,
        position,
        funder,
        share,
        amount,
        own_epci_code,
        decided_on,
        source_code,
        is_synthetic,
        delivery_id,
        row_number
    from plans

    union all

    select
        record_key,
        dossier_key,
        sighting_key,
        place_key,
        nature,
        position,
        funder,
        share,
        amount,
        own_epci_code,
        decided_on,
        source_code,
        is_synthetic,
        delivery_id,
        row_number
    from supports
)

select
    record_key,
    dossier_key,
    sighting_key,
    place_key,
    nature,
    position,
    {{ fold_name('funder') }} as funder_name,
    replace(replace(share, ' ', ''), ',', '.')::numeric as share_pct,
    case
        when amount ~ '^[0-9][0-9 ]*([.,][0-9]+)?$' then replace(replace(amount, ' ', ''), ',', '.')::numeric
    end as amount,
    own_epci_code,
    decided_on,
    source_code,
    is_synthetic,
    delivery_id,
    row_number
from named
