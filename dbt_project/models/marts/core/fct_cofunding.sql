-- A funder that a financing plan or an EPCI names for a project, one row each; no name is kept. A support of an
-- EPCI whose file names nobody is the EPCI's own. is_money: whether it brings money (a subsidy, an advance,
-- capital, a part of a plan), null when the plan names it without a figure.
select
    concat_ws(':', named.record_key, named.position) as cofunding_key,
    named.dossier_key,
    member.project_id,
    case
        when named.funder_name is null and named.own_epci_code is not null then 'epci'
        else coalesce(funder.funder_kind, 'other')
    end as funder_kind,
    coalesce(
        funder.epci_code,
        case when coalesce(funder.funder_kind, 'epci') = 'epci' then named.own_epci_code end
    ) as funder_epci_code,
    named.nature,
    case
        when named.nature in ('locaux', 'agents', 'gouvernance') then false
        else coalesce(named.amount, named.share_pct) > 0
    end as is_money,
    named.amount,
    named.share_pct,
    named.decided_on as decision_date,
    place.commune_code,
    place.departement_code,
    place.epci_code,
    coalesce(place.location_level, 'undetermined') as location_level,
    {{ fact_flags('null', "coalesce(place.location_level, 'undetermined')", 'named.is_synthetic') }} as flags,
    named.source_code,
    named.delivery_id,
    named.row_number,
    named.is_synthetic
from {{ ref('int_cofunding__named') }} as named
left join {{ ref('int_cofunding__funders') }} as funder
    on named.funder_name = funder.funder_name
left join {{ ref('int_project__members') }} as member
    on named.sighting_key = member.sighting_key
left join {{ ref('int_territory__resolve') }} as place
    on named.place_key = place.place_key
where coalesce(named.decided_on <= {{ cut_off() }}, named.source_code <> 'epci')
