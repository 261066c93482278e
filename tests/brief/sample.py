"""A small fixed set of figures: counts, ratios, windows, a zero, a missing value, a late source."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from sress.brief.model import (
    Axis,
    BriefFigures,
    Due,
    EpciRow,
    EpciTable,
    Indicator,
    Measure,
    Priority,
    Progress,
    SeriesValue,
    TerritoryValues,
    Value,
    YearValue,
)
from sress.brief.parts import (
    Ambition,
    DefinitionChange,
    FloresLine,
    FloresTable,
    Movement,
    Part,
    PlannedEvent,
    PreviousPublication,
    Proposal,
    PublicationInfo,
    PublishedFigure,
    QualityWarning,
    Reading,
    SourceState,
    Standing,
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


def progress(status: str, target: str, label: str, due: date, shown: Value, expected: str | None = None) -> Progress:
    """A row of indicator_progress for a measure that has a target."""
    gap = None if shown.value is None else shown.value - Decimal(target)
    pace = None if expected is None else Decimal(expected)
    return Progress(status, Decimal(target), label, due, shown, gap, None, pace)


def reading(
    code: str, label: str, unit: str, balance: Standing, current: Standing, target: str | None, *, headline: bool
) -> Reading:
    """A reading of an ambition; the headline carries the verdict."""
    return Reading(code, label, unit, headline, Decimal(target) if target else None, balance, current)


def standing(number: str | None, of: tuple[str, str] | None, verdict: str, status: str = "provisional") -> Standing:
    """One reading in one edition."""
    known = None if number is None else Decimal(number)
    n, d = (None, None) if of is None else map(Decimal, of)
    return Standing(known, n, d, None, verdict, status)


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
            series=(
                SeriesValue("2025", "REG-52", value("1240", status="final")),
                SeriesValue("2026-10", "REG-52", value("1096")),
                SeriesValue("2025", "DEP-53", value(None, status="suppressed")),
            ),
            due=Due("up_to_date", date(2026, 12, 31), "Région"),
            owner="Région",
            rule="Projets distincts avec au moins un dossier accordé.",
            rule_status="propose",
            beside=(
                Measure(
                    code="A01-I1+all",
                    label="Projets, toutes entreprises",
                    unit="projets",
                    aggregation="count_distinct",
                    rule_version="",
                    connected=True,
                    year_to_date=value("2210"),
                    same_period=value("2100", status="final"),
                    cumulative=value("9100"),
                ),
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
            progress=progress(
                "atteinte", "100", "5 départements sur 5", date(2025, 12, 31), value("100", of=("5", "5"))
            ),
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
            progress=progress("manquee", "6", "6 par an", date(2026, 12, 31), windows("4", "5"), "5"),
            due=Due("overdue", date(2026, 10, 31), "Région"),
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
            progress=progress("a_risque", "1", "1 par an", date(2026, 12, 31), windows("0", "1"), "1"),
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
            revised=True,
            cumulative=value("41.304348", of=("19", "46"), status="late_source"),
            rolling=value(None, status="not_received"),
            yearly=years(None, "38", None, "43.75", None),
        ),
    ),
)


AMBITIONS = (
    Ambition(
        "AMB-01",
        "Hausse de 15 % de la représentation des entreprises de l’ESS",
        "Région",
        "R(2025) ≥ 1,15 × R(2021)",
        "propose",
        date(2026, 6, 30),
        True,
        7,
        (
            reading(
                "AMB-01.rise_ratio",
                "Hausse de la part, panier constant",
                "%",
                standing("-14.057265", ("55.102041", "64.114833"), "non_atteinte", "final"),
                standing("-14.057265", ("55.102041", "64.114833"), "non_atteinte"),
                "15",
                headline=True,
            ),
            reading(
                "AMB-01.rise_count",
                "Hausse du nombre de projets ESS",
                "%",
                standing("-19.402985", ("108", "134"), "non_atteinte", "final"),
                standing("-19.402985", ("108", "134"), "non_atteinte"),
                "15",
                headline=False,
            ),
        ),
    ),
    Ambition(
        "AMB-09",
        "Outil de suivi partagé",
        "CRESS",
        "En production",
        "propose",
        date(2026, 6, 30),
        True,
        None,
        (
            reading(
                "AMB-09.in_production",
                "Outil de suivi partagé en production",
                "oui/non",
                standing("1", None, "atteinte"),
                standing("1", None, "atteinte", "late_source"),
                "1",
                headline=True,
            ),
            reading(
                "AMB-09.partners",
                "Partenaires qui l’ont alimenté",
                "%",
                standing(None, None, "non_recu", "not_received"),
                standing(None, None, "sans_cible", "suppressed"),
                None,
                headline=False,
            ),
        ),
    ),
)
MOVEMENTS = (
    Movement(
        "A01-I1",
        "janvier à octobre\u00a02026",
        Decimal(1067),
        Decimal(1096),
        "provisional",
        "provisional",
        (
            Part("événements nouveaux", Decimal(24), 24),
            Part("lignes arrivées en retard", Decimal(6), 6),
            Part("projets réunis ou séparés", Decimal(-1), 1),
        ),
    ),
    Movement(
        "A05-I2.coverage",
        "janvier à octobre\u00a02026",
        Decimal(60),
        Decimal(80),
        "provisional",
        "provisional",
        (Part("événements nouveaux", Decimal(20), 1),),
    ),
    Movement(
        "A16-I2",
        "janvier à octobre\u00a02026",
        None,
        None,
        "suppressed",
        "late_source",
        (Part("source manquante ou revenue", None, None),),
    ),
)


def later(*, synthetic: bool = True) -> BriefFigures:
    """The same figures when a publication came before: movements with causes, a change of rule, a proposal."""
    return replace(
        figures(synthetic=synthetic, previous=PreviousPublication(3, date(2026, 9, 30), 2)),
        movements=MOVEMENTS,
        definitions=(
            DefinitionChange("paramètre", "P4 acteurs_ess", "Acteurs de l’ESS", "cress (version 1.0, propose)", "–"),
        ),
        proposals=(
            Proposal(
                4,
                "A01-I1",
                "2025",
                "DEP-49",
                Decimal(251),
                Decimal(255),
                False,
                "CRESS",
                date(2026, 10, 12),
                "proposed",
                "Quatre dossiers manquent.",
            ),
            Proposal(
                5, "A16-I2", "2025", "REG-52", None, None, True, "Région", date(2026, 10, 13), "refused", None, None
            ),
        ),
        warnings=(QualityWarning("fct_event", "Un évènement passé n’est plus « prévu ».", "Région, secrétariat"),),
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
        ambitions=AMBITIONS,
        epci=EpciTable(
            A01.measures,
            (
                EpciRow("244400404", "Nantes Métropole", "44", (value("300"),)),
                EpciRow("247200132", "CC du Pays Fléchois", "72, 49", (value("0"),)),
                EpciRow("245300447", "CC du Mont des Avaloirs", "53", (value(None, status="suppressed"),)),
            ),
        ),
        events=(PlannedEvent(date(2026, 12, 2), "COPIL"), PlannedEvent(date(2027, 1, 25), "Revue des financeurs")),
    )
