-- sources.md 2.1: EPCI and départements are not nested, and some EPCI cross the region's border.
with members as (
    select
        vintage,
        epci_code,
        string_agg(distinct departement_code, ' ' order by departement_code) as departement_codes,
        count(distinct departement_code)::integer as departements,
        count(*)::integer as communes,
        (count(*) filter (where is_in_region))::integer as communes_in_region
    from {{ ref('int_territory__communes_by_vintage') }}
    where epci_code is not null
    group by vintage, epci_code
)

select
    epci.vintage,
    epci.epci_code,
    epci.label,
    epci.nature,
    epci.population,
    members.departement_codes,
    members.communes,
    members.communes_in_region,
    round(100.0 * members.communes_in_region / members.communes, 2) as share_in_region,
    coalesce(members.departements > 1, false) as crosses_departements,
    coalesce(members.communes_in_region < members.communes, false) as crosses_region,
    seat.seat_commune_code,
    case
        when members.communes_in_region = members.communes then true
        else seat.is_seat_in_region
    end as is_seat_in_region,
    coalesce(epci.vintage = chosen.vintage, false) as is_current
from {{ ref('stg_cog__epci') }} as epci
cross join {{ ref('int_territory__vintage') }} as chosen
left join members
    on epci.vintage = members.vintage and epci.epci_code = members.epci_code
left join {{ ref('epci_seats') }} as seat
    on epci.epci_code = seat.epci_code
