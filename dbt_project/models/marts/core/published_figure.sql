-- Quotations, each with its source. is_break tells a chart where to lift the pen: the figure before it is of another
-- publication or unit, or a known break lies between the two years.
with figures as (
    select
        year,
        figure_code,
        value,
        unit as unit_fr,
        publication,
        url,
        delivery_id,
        row_number,
        lag(year) over sequence as year_before,
        lag(unit) over sequence as unit_before,
        lag(publication) over sequence as publication_before
    from {{ ref('stg_insee_flores__published_figures') }}
    window sequence as (partition by figure_code order by year, publication)
)

select
    figure.year,
    figure.figure_code,
    figure.value,
    figure.unit_fr,
    figure.publication,
    figure.url,
    coalesce(
        figure.unit_fr <> figure.unit_before
        or figure.publication <> figure.publication_before
        or exists (
            select 1
            from {{ ref('series_breaks') }} as known
            where figure.year_before <= known.last_year_before and figure.year >= known.first_year_after
        ),
        false
    ) as is_break,
    figure.delivery_id,
    figure.row_number
from figures as figure
