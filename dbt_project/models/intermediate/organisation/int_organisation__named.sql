-- Every SIREN and every RNA number that a partner names, once. Registers and national lists (Sirene, ESS
-- France, ESUS) answer about organisations and name none: millions of units nobody deals with stay outside.
-- The first source is the first by name, so that the order of arrival changes nothing.
{{ config(materialized='table', indexes=[{'columns': ['siren']}, {'columns': ['rna']}]) }}

{% set partners = [
    ('banque_des_territoires', 'operations', 'siren', 'null'),
    ('cap_tiers_lieux', 'accompagnements', 'siren', 'null'),
    ('cap_tiers_lieux', 'panorama', 'siren', 'null'),
    ('dla', 'structures', 'left(siret, 9)', 'null'),
    ('drajes_fdva', 'suivi_actions', 'left(siret, 9)', 'rna'),
    ('drajes_fdva', 'suivi_dossiers', 'left(siret, 9)', 'rna'),
    ('dreets', 'conseil_rh', 'left(siret, 9)', 'null'),
    ('epci', 'cofinancements', 'left(siret, 9)', 'null'),
    ('essor', 'projets', 'left(siret, 9)', 'rna'),
    ('france_active', 'interventions', 'siren', 'null'),
    ('gouvernance', 'participations', 'siren', 'null'),
    ('region_dispositifs', 'dossiers', 'left(siret, 9)', 'null'),
    ('region_vie_associative', 'aap', 'left(siret, 9)', 'rna'),
    ('region_vie_associative', 'plan', 'left(siret, 9)', 'rna'),
    ('reseaux_departementaux', 'projets', 'siren', 'null'),
    ('scdl_subventions', 'conventions', 'left(beneficiary_id, 9)', 'beneficiary_rna'),
    ('urscop', 'annuaire', 'siren', 'null'),
    ('urscop', 'operations', 'siren', 'null'),
] %}

with mentions as (
    {% for source, stream, siren, rna in partners %}
    select
        {{ siren }}::text as siren,
        {{ rna }}::text as rna,
        '{{ source }}' as source_code,
        is_synthetic
    from {{ ref('stg_' ~ source ~ '__' ~ stream) }}
    union all
    {% endfor %}
    select
        substring(organisation_key from '^siren:(.*)$') as siren,
        substring(organisation_key from '^rna:(.*)$') as rna,
        'ess_decisions' as source_code,
        false as is_synthetic
    from {{ ref('ess_decisions') }}
),

identifiers as (
    select
        siren,
        null::text as rna,
        source_code,
        is_synthetic
    from mentions
    where siren ~ '^\d{9}$'
    union all
    select
        null::text as siren,
        rna,
        source_code,
        is_synthetic
    from mentions
    where rna is not null
)

select
    siren,
    rna,
    min(source_code collate "C") as first_source,
    bool_and(is_synthetic) as is_synthetic
from identifiers
group by siren, rna
