-- A project and how much of it is known: from how many records, of how many partners, since when.
with records as (
    select
        member.project_id,
        member.rule,
        sighting.source_code,
        sighting.carrier,
        sighting.commune_code,
        sighting.departement_code,
        sighting.seen_on,
        sighting.is_synthetic
    from {{ ref('int_project__members') }} as member
    inner join {{ ref('int_project__sightings') }} as sighting
        on member.sighting_key = sighting.sighting_key
),

dossiers as (
    select
        project_id,
        count(*)::integer as dossiers,
        count(*) filter (where is_granted)::integer as dossiers_granted
    from {{ ref('fct_dossier') }}
    group by project_id
)

select
    record.project_id,
    min(record.seen_on) as first_seen_on,
    max(record.seen_on) as last_seen_on,
    count(*)::integer as records,
    count(distinct record.source_code)::integer as sources,
    string_agg(distinct record.source_code, ' ' order by record.source_code) as source_codes,
    coalesce(min(dossier.dossiers), 0) as dossiers,
    coalesce(min(dossier.dossiers_granted), 0) as dossiers_granted,
    count(distinct record.carrier)::integer as organisations,
    string_agg(distinct record.carrier, ' ' order by record.carrier) as organisation_keys,
    string_agg(distinct record.departement_code, ' ' order by record.departement_code) as departement_codes,
    count(distinct record.commune_code)::integer as communes,
    coalesce(bool_or(record.rule = 'decision'), false) as is_decided_by_person,
    bool_or(record.is_synthetic) as is_synthetic
from records as record
left join dossiers as dossier
    on record.project_id = dossier.project_id
group by record.project_id
