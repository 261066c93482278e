-- Movements between the vintages that are delivered, and those of before that the register knows.
with movements as (
    select
        make_date(vintage, 1, 1) as effective_on,
        movement_kind,
        code_before as commune_code_before,
        label_before,
        departement_before as departement_code_before,
        epci_before as epci_code_before,
        code_after as commune_code_after,
        label_after,
        departement_after as departement_code_after,
        epci_after as epci_code_after,
        'vintages' as origin,
        'Code officiel géographique, comparaison de deux millésimes' as source_fr,
        false as to_verify
    from {{ ref('int_territory__movements') }}
    union all
    select
        effective_on,
        movement_kind,
        commune_code_before,
        label_before,
        departement_code_before,
        null as epci_code_before,
        commune_code_after,
        label_after,
        departement_code_after,
        null as epci_code_after,
        'register' as origin,
        source_fr,
        to_verify
    from {{ ref('commune_movements') }}
)

select
    concat_ws(
        ':',
        to_char(effective_on, 'YYYY-MM-DD'),
        movement_kind,
        coalesce(commune_code_before, '') || '>' || coalesce(commune_code_after, '')
    ) as movement_key,
    effective_on,
    movement_kind,
    commune_code_before,
    label_before,
    departement_code_before,
    epci_code_before,
    commune_code_after,
    label_after,
    departement_code_after,
    epci_code_after,
    origin,
    source_fr,
    to_verify
from movements
