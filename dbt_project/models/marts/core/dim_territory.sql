with territories as (
    select
        'REG-52' as territory,
        'region' as territory_kind,
        'Pays de la Loire' as label_fr,
        1 as rank

    union all

    select
        'DEP-' || departement_code as territory,
        'departement' as territory_kind,
        label as label_fr,
        2 as rank
    from {{ ref('dim_departement') }}
    where is_current

    union all

    select
        'EPCI-' || epci_code as territory,
        'epci' as territory_kind,
        label as label_fr,
        3 as rank
    from {{ ref('dim_epci') }}
    where is_current

    union all

    select
        'UND' as territory,
        'undetermined' as territory_kind,
        'Indéterminé' as label_fr,
        4 as rank
)

select
    territory,
    territory_kind,
    label_fr,
    (row_number() over (order by rank, territory collate "C"))::integer as position
from territories
