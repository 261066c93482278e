-- Values of every reading of the ambitions, by the aggregation of the registry: edition × territory, and for what is
-- told apart (each conference) member by member. What nothing was received for is null, never 0.
with readings as (
    select
        reading.reading_code,
        reading.aggregation,
        reading.grain,
        coverage.edition,
        sealed.publication_id as sealed_publication_id,
        coalesce(sealed.is_received, coverage.is_received) as is_received,
        coalesce(sealed.is_complete, coverage.is_complete) as is_complete,
        coalesce(sealed.is_synthetic, coverage.is_synthetic) as is_synthetic
    from {{ ref('ambition_readings') }} as reading
    inner join {{ ref('int_ambition__coverage') }} as coverage
        on reading.reading_code = coverage.reading_code
    left join {{ ref('int_ambition__sealed_readings') }} as sealed
        on coverage.edition = 'bilan' and reading.reading_code = sealed.reading_code
),

territories_of_rows as (
    select
        evidence.reading_code,
        evidence.edition,
        array_remove(
            array[
                'REG-52',
                case when reading.grain = 'departement' then coalesce('DEP-' || evidence.departement_code, 'UND') end
            ],
            null
        ) as territories,
        array_remove(array['', evidence.member_code], null) as members,
        evidence.unit_key,
        evidence.role,
        evidence.amount
    from {{ ref('ambition_evidence') }} as evidence
    inner join {{ ref('ambition_readings') }} as reading
        on evidence.reading_code = reading.reading_code
    where evidence.role <> 'set_aside'
),

placed as (
    select
        evidence.reading_code,
        evidence.edition,
        place.territory,
        member.code as member_code,
        evidence.unit_key,
        evidence.role,
        evidence.amount
    from territories_of_rows as evidence
    cross join lateral unnest(evidence.territories) as place (territory)
    cross join lateral unnest(evidence.members) as member (code)
),

units as (
    select
        reading_code,
        edition,
        territory,
        member_code,
        unit_key,
        bool_or(role = 'numerator') as in_numerator,
        bool_or(role = 'denominator') as in_denominator,
        bool_or(role = 'unknown') as in_unknown,
        sum(amount) filter (where role = 'numerator') as amount_sum,
        max(amount) filter (where role = 'numerator') as amount_max
    from placed
    group by reading_code, edition, territory, member_code, unit_key
),

counts as (
    select
        unit.reading_code,
        unit.edition,
        unit.territory,
        unit.member_code,
        case reading.aggregation
            when 'max_per_unit_sum' then sum(unit.amount_max)
            when 'sum' then sum(unit.amount_sum)
            when 'ratio' then count(*) filter (where unit.in_numerator and unit.in_denominator)
            else count(*) filter (where unit.in_numerator)
        end as numerator,
        count(*) filter (where unit.in_denominator) as denominator,
        bool_and(unit.in_unknown and not unit.in_numerator) and reading.aggregation in ('sum', 'max_per_unit_sum')
            as is_all_unknown,
        count(*) filter (where unit.in_unknown and not unit.in_numerator and not unit.in_denominator) as unknown
    from units as unit
    inner join {{ ref('ambition_readings') }} as reading
        on unit.reading_code = reading.reading_code
    group by unit.reading_code, unit.edition, unit.territory, unit.member_code, reading.aggregation
),

territories as (
    select
        readings.reading_code,
        readings.edition,
        territory.territory,
        '' as member_code
    from readings
    inner join {{ ref('dim_territory') }} as territory
        on
            territory.territory_kind = 'region'
            or (readings.grain = 'departement' and territory.territory_kind in ('departement', 'undetermined'))

    union

    select
        reading_code,
        edition,
        territory,
        member_code
    from counts
)

select
    cell.reading_code,
    cell.edition,
    cell.territory,
    nullif(cell.member_code, '') as member_code,
    case
        when not readings.is_received or counts.is_all_unknown then null
        when readings.aggregation = 'ratio' then round(100.0 * counts.numerator / nullif(counts.denominator, 0), 6)
        else coalesce(counts.numerator, 0)::numeric
    end as value,
    case
        when readings.is_received and counts.is_all_unknown is not true then coalesce(counts.numerator, 0)::numeric
    end as numerator,
    case when readings.is_received and readings.aggregation = 'ratio' then coalesce(counts.denominator, 0)::numeric end
        as denominator,
    case when readings.is_received then coalesce(counts.unknown, 0)::numeric end as unknown,
    case
        when readings.is_received and readings.aggregation = 'ratio'
            then round(100.0 * counts.numerator / nullif(counts.denominator + counts.unknown, 0), 6)
    end as lower_bound,
    case
        when readings.is_received and readings.aggregation = 'ratio'
            then
                round(
                    100.0 * (counts.numerator + counts.unknown) / nullif(counts.denominator + counts.unknown, 0), 6
                )
    end as upper_bound,
    case
        when not readings.is_received then 'not_received'
        when not readings.is_complete then 'late_source'
        when readings.sealed_publication_id is not null then 'final'
        else 'provisional'
    end as status,
    readings.sealed_publication_id,
    readings.is_synthetic
from territories as cell
inner join readings
    on cell.reading_code = readings.reading_code and cell.edition = readings.edition
left join counts
    on
        cell.reading_code = counts.reading_code
        and cell.edition = counts.edition
        and cell.territory = counts.territory
        and cell.member_code = counts.member_code
