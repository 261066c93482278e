"""A small fixed set of figures: counts, ratios, windows, a zero, a missing value, a late source."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from sress.brief.model import (
    Axis,
    BriefFigures,
    FloresLine,
    FloresTable,
    Indicator,
    Measure,
    PreviousPublication,
    Priority,
    PublicationInfo,
    PublishedFigure,
    SourceState,
    Target,
    TerritoryValues,
    Value,
    YearValue,
)


def value(number: str | None, *, of: tuple[str, str] | None = None, status: str = "provisional") -> Value:
    """A cell of indicator_value."""
    known = None if number is None else Decimal(number)
    if of is None:
        return Value(known, known, None, status)
    return Value(known, Decimal(of[0]), Decimal(of[1]), status)


def windows(met: str, elapsed: str, status: str = "provisional") -> Value:
    """A value that reads « met sur elapsed »."""
    return value(met, of=(met, elapsed), status=status)


def years(*numbers: str | None, first: int = 2022) -> tuple[YearValue, ...]:
    """Yearly values; the last one is the year in progress."""
    last = len(numbers) - 1
    return tuple(
        YearValue(
            first + i,
            value(n, status="provisional" if i == last else "final"),
            partial=i == last,
        )
        for i, n in enumerate(numbers)
    )


def territories(now: list[str], same: list[str], cumul: list[str]) -> tuple[TerritoryValues, ...]:
    """Five départements, the undetermined part and the region."""
    names = (
        ("DEP-44", "Loire-Atlantique"),
        ("DEP-49", "Maine-et-Loire"),
        ("DEP-53", "Mayenne"),
        ("DEP-72", "Sarthe"),
        ("DEP-85", "Vendée"),
        ("UND", "Indéterminé"),
        ("REG-52", "Région"),
    )
    return tuple(
        TerritoryValues(code, label, value(a), value(b), value(c))
        for (code, label), a, b, c in zip(names, now, same, cumul, strict=True)
    )


A01 = Indicator(
    "A01-I1",
    "Nombre de projets ESS dans les dispositifs de soutien à l'entrepreneuriat "
    "(Parcours Entrepreneur, Prêt d'honneur, Prime Création, Garantie, etc.)",
    "Région",
    "Action 1",
    (
        Measure(
            code="A01-I1",
            label="Projets ESS soutenus à la création",
            unit="projets",
            aggregation="count_distinct",
            rule_version="1",
            connected=True,
            year_to_date=value("1096"),
            previous_year=value("1240", status="final"),
            same_period=value("1004", status="final"),
            cumulative=value("4812"),
            rolling=value("1332"),
            yearly=years("812", "978", "1103", "1170", "1240", "1096", first=2021),
            territories=territories(
                ["402", "251", "88", "160", "190", "7", "1096"],
                ["380", "240", "91", "140", "150", "3", "1004"],
                ["1790", "1102", "410", "690", "802", "18", "4812"],
            ),
        ),
    ),
)
A01_HOSTS = Indicator(
    "A01-I2",
    "Nombre de porteurs de l'ESS accueillis <CRESS & réseaux>",
    "CRESS",
    "Action 1",
    (Measure("A01-I2", "Porteurs accueillis", "porteurs", "count_distinct", "1", False),),
)
A05 = Indicator(
    "A05-I2",
    "Nombre de projets bénéficiaires du dispositif Innovation Sociale de la Région et couverture géographique",
    "Région",
    "Action 5",
    (
        Measure(
            code="A05-I2.projects",
            label="Projets d'innovation sociale financés",
            unit="projets",
            aggregation="count_distinct",
            rule_version="1",
            connected=True,
            year_to_date=value("9"),
            previous_year=value("11", status="final"),
            same_period=value("9", status="final"),
            cumulative=value("41"),
            rolling=value("11"),
            yearly=years("5", "0", None, "11", "9"),
            territories=territories(
                ["4", "2", "0", "1", "2", "0", "9"],
                ["3", "2", "1", "1", "2", "0", "9"],
                ["15", "9", "3", "5", "8", "1", "41"],
            ),
        ),
        Measure(
            code="A05-I2.coverage",
            label="Départements couverts",
            unit="%",
            aggregation="coverage",
            rule_version="1",
            connected=True,
            year_to_date=value("80", of=("4", "5")),
            previous_year=value("100", of=("5", "5"), status="final"),
            same_period=value("100", of=("5", "5"), status="final"),
            cumulative=value("100", of=("5", "5")),
            rolling=value("100", of=("5", "5")),
            yearly=years("80", "60", "100", "100", "80"),
            target=Target(Decimal(100), "cumulative", "5 départements sur 5", date(2025, 12, 31)),
        ),
    ),
)
A13 = Indicator(
    "A13-I1",
    "Revue des financeurs bimestrielle a minima",
    "Région, DREETS, Banque des Territoires",
    "Action 13",
    (
        Measure(
            code="A13-I1",
            label="Fenêtres de deux mois couvertes",
            unit="fenêtres",
            aggregation="windows_met",
            rule_version="1",
            connected=True,
            year_to_date=windows("4", "5"),
            previous_year=windows("6", "6", "final"),
            same_period=windows("5", "5", "final"),
            cumulative=windows("25", "29"),
            yearly=years("5", "5", "5", "6", "4"),
            target=Target(Decimal(6), "year", "6 par an"),
        ),
    ),
)
A14 = Indicator(
    "A14-I1",
    "Tenue du COPIL annuel et évaluation de la SRESS",
    "Région",
    "Action 14",
    (
        Measure(
            code="A14-I1.copil",
            label="COPIL tenu dans l'année",
            unit="oui/non",
            aggregation="milestone",
            rule_version="2",
            connected=True,
            year_to_date=windows("0", "1"),
            previous_year=windows("1", "1", "final"),
            same_period=windows("0", "1", "final"),
            cumulative=windows("4", "5"),
            yearly=years("1", "1", "1", "1", "0"),
            target=Target(Decimal(1), "year", "1 par an"),
        ),
    ),
)
A16 = Indicator(
    "A16-I2",
    "Présence de partenaires et porteurs hors périmètre ESS",
    "Région",
    "Action 16",
    (
        Measure(
            code="A16-I2",
            label="Part des organisations hors ESS",
            unit="%",
            aggregation="ratio",
            rule_version="1",
            connected=True,
            year_to_date=value(None, status="late_source"),
            previous_year=value("43.75", of=("14", "32"), status="final"),
            same_period=value(None, of=("0", "0"), status="final"),
            cumulative=value("41.304348", of=("19", "46"), status="late_source"),
            rolling=value(None, status="not_received"),
            yearly=years(None, "38", None, "43.75", None),
        ),
    ),
)


def figures(*, synthetic: bool = True, previous: PreviousPublication | None = None) -> BriefFigures:
    """The figures of a publication for October 2026."""
    return BriefFigures(
        publication=PublicationInfo(
            1, "2026-10", date(2026, 10, 31), datetime(2026, 11, 4, 23, 30, tzinfo=UTC), synthetic
        ),
        axes=(
            Axis(
                "A1",
                1,
                "Accompagner les entreprises de l’ESS",
                (Priority("A1P1", 1, "Un accompagnement de qualité", (A01, A01_HOSTS, A05)),),
            ),
            Axis(
                "A2",
                2,
                "Partager une vision commune",
                (Priority("A2P1", 1, "Une vision commune", (A13, A14, A16)),),
            ),
        ),
        sources=(
            SourceState(
                "region_dispositifs",
                "Région – dispositifs entreprises",
                "Région Pays de la Loire",
                "up_to_date",
                date(2026, 11, 5),
                "2026-10",
                date(2026, 11, 5),
                12480,
                37,
                4,
                synthetic,
            ),
            SourceState(
                "gouvernance",
                "Calendrier de gouvernance",
                "Région Pays de la Loire",
                "late",
                date(2026, 9, 5),
                "2026-08",
                date(2026, 11, 5),
                212,
                0,
                0,
                synthetic,
            ),
            SourceState(
                "insee_flores",
                "Insee Flores",
                "Insee",
                "missing",
                None,
                None,
                None,
                None,
                None,
                None,
            ),
        ),
        published_figures=(
            PublishedFigure(
                2022,
                "Établissements de l’ESS",
                Decimal(14500),
                "établissements (arrondi)",
                "Insee/CRESS nov. 2025",
                "https://www.exemple.invalid/ess",
            ),
            PublishedFigure(2022, "Part de l’emploi", Decimal("11.8"), "%", "Insee/CRESS nov. 2025"),
            PublishedFigure(2014, "Part de l’emploi", Decimal("13.1"), "%", "Insee Analyses n°52"),
        ),
        flores=FloresTable(
            2024,
            21,
            Decimal(125254),
            (
                FloresLine("FZ", "Construction", Decimal(15873)),
                FloresLine("C2", "Cokéfaction et raffinage", Decimal(0)),
                FloresLine("KZ", "Activités financières et d’assurance", None),
            ),
        ),
        previous=previous,
    )
