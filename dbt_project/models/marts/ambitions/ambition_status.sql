-- indicators.md 1.2: where each ambition stands, at its horizon (bilan, 31/12/2025, open to late rows up to the
-- closing date) and today. AMB-01 is judged by one reading of « +15 % » (P1) and shows the others beside: the
-- share at constant basket, at full basket, in points, and the plain count of projects. AMB-02 shows the
-- concentration beside: the share of the département with the most projects.
-- Met or not against the reading's target; an ambition whose bullet gives no number has none, and is shown as it is.
with values_of_region as (
    select
        value.reading_code,
        value.edition,
        value.value,
        value.numerator,
        value.denominator,
        value.unknown,
        value.status,
        value.sealed_publication_id,
        value.is_synthetic
    from {{ ref('ambition_value') }} as value
    where value.territory = 'REG-52' and value.member_code is null
),

shares as (
    select
        edition,
        max(value) filter (where reading_code = 'AMB-01.base_ratio') as base_ratio,
        max(value) filter (where reading_code = 'AMB-01.ratio') as ratio,
        max(value) filter (where reading_code = 'AMB-01.base_full_ratio') as base_full_ratio,
        max(value) filter (where reading_code = 'AMB-01.full_ratio') as full_ratio,
        max(value) filter (where reading_code = 'AMB-01.base_count') as base_count,
        max(value) filter (where reading_code = 'AMB-01.count') as project_count,
        min(status) as status,
        max(sealed_publication_id) as sealed_publication_id,
        bool_or(is_synthetic) as is_synthetic
    from values_of_region
    where reading_code like 'AMB-01.%'
    group by edition
),

derived as (
    select
        'AMB-01' as ambition_code,
        'AMB-01.rise_' || reading.word as reading_code,
        shares.edition,
        reading.word = {{ parameter('amb01_reading', 'text') }} as is_headline,
        reading.label_fr,
        reading.unit_fr,
        case reading.word
            when 'points' then reading.compared - reading.base
            else round(100 * (reading.compared / nullif(reading.base, 0) - 1), 6)
        end as value,
        reading.compared as numerator,
        reading.base as denominator,
        null::numeric as unknown,
        {{ parameter('amb01_increase_pct', 'numeric') }} as target_value,
        '>=' as comparison,
        shares.status,
        shares.sealed_publication_id,
        shares.is_synthetic
    from shares
    cross join lateral (
        values
        ('ratio', 'Hausse de la part, panier constant', '%', shares.ratio, shares.base_ratio),
        ('full_ratio', 'Hausse de la part, panier complet', '%', shares.full_ratio, shares.base_full_ratio),
        ('points', 'Hausse de la part, en points', 'points', shares.ratio, shares.base_ratio),
        ('count', 'Hausse du nombre de projets ESS', '%', shares.project_count, shares.base_count)
    ) as reading (word, label_fr, unit_fr, compared, base)
),

concentration as (
    select
        projects.edition,
        max(projects.value) filter (where projects.territory like 'DEP-%') as top,
        max(projects.value) filter (where projects.territory = 'REG-52') as everywhere,
        min(projects.status) as status,
        max(projects.sealed_publication_id) as sealed_publication_id,
        bool_or(projects.is_synthetic) as is_synthetic
    from {{ ref('ambition_value') }} as projects
    where projects.reading_code = 'AMB-02.projects'
    group by projects.edition
),

readings as (
    select
        reading.ambition_code,
        reading.reading_code,
        told.edition,
        reading.is_headline,
        reading.label_fr,
        reading.unit_fr,
        told.value,
        told.numerator,
        told.denominator,
        told.unknown,
        reading.target_value,
        reading.comparison,
        told.status,
        told.sealed_publication_id,
        told.is_synthetic
    from {{ ref('ambition_readings') }} as reading
    inner join values_of_region as told
        on reading.reading_code = told.reading_code
    where reading.ambition_code <> 'AMB-01'

    union all

    select
        ambition_code,
        reading_code,
        edition,
        is_headline,
        label_fr,
        unit_fr,
        value,
        numerator,
        denominator,
        unknown,
        target_value,
        comparison,
        status,
        sealed_publication_id,
        is_synthetic
    from derived

    union all

    select
        'AMB-02' as ambition_code,
        'AMB-02.concentration' as reading_code,
        edition,
        false as is_headline,
        'Part du premier département' as label_fr,
        '%' as unit_fr,
        round(100 * top / nullif(everywhere, 0), 6) as value,
        top as numerator,
        everywhere as denominator,
        null::numeric as unknown,
        null::numeric as target_value,
        null as comparison,
        status,
        sealed_publication_id,
        is_synthetic
    from concentration
)

select
    readings.ambition_code,
    readings.reading_code,
    readings.edition,
    readings.is_headline,
    readings.label_fr,
    readings.unit_fr,
    readings.value,
    readings.numerator,
    readings.denominator,
    readings.unknown,
    readings.target_value,
    readings.comparison,
    case
        when readings.status = 'not_received' then 'non_recu'
        when readings.target_value is null then 'sans_cible'
        when readings.value >= readings.target_value then 'atteinte'
        when editions.last_day < {{ parameter('ambition_horizon', 'date') }} then 'en_cours'
        when readings.value is null then 'indeterminee'
        else 'non_atteinte'
    end as verdict,
    readings.status,
    editions.first_day,
    editions.last_day,
    editions.closing_date,
    coalesce({{ cut_off() }} > editions.closing_date, false) as is_closed,
    readings.sealed_publication_id,
    readings.is_synthetic
from readings
inner join {{ ref('int_ambition__editions') }} as editions
    on readings.edition = editions.edition
