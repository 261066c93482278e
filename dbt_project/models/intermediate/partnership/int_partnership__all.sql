-- Every partnership that ESSOR and the networks tell of: after a day « je suis, je cherche » or not, intended
-- or proved. The carrier of the project counts among its partners.
with essor as (
    select distinct on (partnership_number)
        partnership_number,
        essor_number,
        structure_names,
        proof,
        fair_on,
        signed_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_essor__partenariats') }}
    order by partnership_number asc, updated_at desc nulls last, delivery_id desc, row_number desc
),

networks as (
    select distinct on (network_code, fair_on, {{ fold_name('title') }})
        network_code,
        fair_on,
        {{ fold_name('title') }} as folded_title,
        organisation_name,
        structure_names,
        proof,
        signed_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_reseaux_departementaux__partenariats') }}
    order by network_code asc, fair_on asc, {{ fold_name('title') }} asc, delivery_id desc, row_number desc
),

told as (
    select
        'essor:' || essor.partnership_number as partnership_key,
        'essor' as source_code,
        null::text as network_code,
        'essor.projets:' || essor.essor_number as sighting_key,
        project.place_key,
        essor.proof,
        essor.fair_on as fair_date,
        essor.signed_on as signature_date,
        project.organisation_name,
        essor.structure_names,
        essor.is_synthetic,
        essor.delivery_id,
        essor.row_number
    from essor
    left join {{ ref('int_followed__essor') }} as project
        on essor.essor_number = project.essor_number

    union all

    select
        concat_ws(
            ':', 'reseaux_departementaux', networks.network_code, networks.fair_on, left(md5(networks.folded_title), 12)
        ) as partnership_key,
        'reseaux_departementaux' as source_code,
        networks.network_code,
        mention.sighting_key,
        mention.place_key,
        networks.proof,
        networks.fair_on as fair_date,
        networks.signed_on as signature_date,
        networks.organisation_name,
        networks.structure_names,
        networks.is_synthetic,
        networks.delivery_id,
        networks.row_number
    from networks
    left join {{ ref('int_followed__network_mentions') }} as mention
        on
            mention.stream = 'partenariats'
            and mention.reference = concat_ws(':', networks.network_code, networks.fair_on, networks.folded_title)
)

select
    partnership_key,
    source_code,
    network_code,
    sighting_key,
    place_key,
    proof,
    fair_date,
    signature_date,
    (
        select count(distinct {{ fold_name('partner.name') }})::integer
        from unnest(string_to_array(concat_ws(';', told.organisation_name, told.structure_names), ';'))
            as partner (name)
    ) as structures,
    is_synthetic,
    delivery_id,
    row_number
from told
