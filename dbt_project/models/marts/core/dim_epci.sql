with communes as (
    select
        epci_code,
        string_agg(distinct departement_code, ' ' order by departement_code) as departement_codes,
        count(*)::integer as communes
    from {{ ref('int_territory__communes') }}
    group by epci_code
)

select
    epci.epci_code,
    epci.label,
    epci.nature,
    epci.population,
    communes.departement_codes,
    communes.communes,
    epci.vintage
from {{ ref('stg_cog__epci') }} as epci
inner join {{ ref('int_territory__vintage') }} as chosen
    on epci.vintage = chosen.vintage
left join communes
    on epci.epci_code = communes.epci_code
