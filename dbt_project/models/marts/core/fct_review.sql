-- A project on the table of a network's review, one row each, and when a solution was found for it. A solution
-- without a day does not count; one found after the cut-off is not there yet.
with lines as (
    select
        network_code,
        reviewed_on,
        {{ fold_name('title') }} as folded_title,
        has_project_holder,
        case when solution is not null and solved_on <= {{ cut_off() }} then solved_on end as solved_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_reseaux_departementaux__revues') }}
    where reviewed_on <= {{ cut_off() }}
),

reviews as (
    select distinct on (network_code, reviewed_on, folded_title)
        network_code,
        reviewed_on,
        folded_title,
        has_project_holder,
        min(solved_on) over (partition by network_code, reviewed_on, folded_title) as solved_on,
        is_synthetic,
        delivery_id,
        row_number
    from lines
    order by network_code asc, reviewed_on asc, folded_title asc, delivery_id desc, row_number desc
)

select
    concat_ws(
        ':', 'reseaux_departementaux', review.network_code, review.reviewed_on, left(md5(review.folded_title), 12)
    ) as review_key,
    member.project_id,
    review.network_code,
    review.reviewed_on as review_date,
    review.has_project_holder,
    review.solved_on as solution_date,
    place.commune_code,
    place.departement_code,
    place.epci_code,
    coalesce(place.location_level, 'undetermined') as location_level,
    {{ fact_flags('null', "coalesce(place.location_level, 'undetermined')", 'review.is_synthetic') }} as flags,
    'reseaux_departementaux' as source_code,
    review.delivery_id,
    review.row_number,
    review.is_synthetic
from reviews as review
left join {{ ref('int_followed__network_mentions') }} as mention
    on
        mention.stream = 'revues'
        and mention.reference = concat_ws(':', review.network_code, review.reviewed_on, review.folded_title)
left join {{ ref('int_project__members') }} as member
    on mention.sighting_key = member.sighting_key
left join {{ ref('int_territory__resolve') }} as place
    on mention.place_key = place.place_key
