"""A proposal freezes what it contests; the owner answers once; nothing published ever changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.proposals.proposal import Proposal, ProposalRefused
from sress.proposals.propose import answer, propose, withdraw
from sress.proposals.store import add_decision, list_proposals, read_proposal


@pytest.fixture
def engineer(house: Any) -> Iterator[psycopg.Connection[Any]]:
    with connect(house.settings, "engineer") as connection:
        yield connection


def proposed(connection: psycopg.Connection[Any], **asked: Any) -> Proposal:
    """A proposal on the plan for associations; `asked` says otherwise."""
    plain: dict[str, Any] = {
        "measure": "A10-I2", "period": "2025", "territory": "REG-52", "value": "31", "by": "APESS",
        "why": "deux projets manquent", "method": None,
    }  # fmt: skip
    return propose(connection, **(plain | asked))


def test_the_contested_figure_is_frozen(house: Any, engineer: psycopg.Connection[Any]) -> None:
    made = proposed(engineer, method="recompte des conventions")
    assert (made.status, made.proposed_value, made.published_value) == ("proposed", Decimal(31), Decimal(29))
    assert (made.published_status, made.method) == ("final", "recompte des conventions")
    second = house.publish("update audit.indicator_value set value = 30 where measure_code = 'A10-I2'")
    assert second.publication_id > made.publication_id
    with connect(house.settings, "bi") as reader:
        shown = reader.execute(
            "select published_value, publication_id, current_value, current_publication_id, proposed_value, status "
            "from marts.value_proposal"
        ).fetchall()
    assert shown == [(29, made.publication_id, 30, second.publication_id, 31, "proposed")]


def test_a_figure_that_was_not_received_can_be_proposed(engineer: psycopg.Connection[Any]) -> None:
    made = proposed(engineer, territory="DEP-49", value="4")
    assert (made.published_value, made.published_status) == (None, "not_received")


def test_an_accepted_proposal_leaves_the_published_figure(house: Any, engineer: psycopg.Connection[Any]) -> None:
    before = engineer.execute("select v::text from publication.indicator_value v order by 1").fetchall()
    made = proposed(engineer)
    accepted = answer(engineer, made.proposal_id, "accepted", "DREETS", "vérifié sur pièces")
    assert (accepted.status, accepted.decided_by, accepted.decision_why) == ("accepted", "DREETS", "vérifié sur pièces")
    assert engineer.execute("select v::text from publication.indicator_value v order by 1").fetchall() == before
    with connect(house.settings, "bi") as reader:
        shown = reader.execute("select status, current_value, decided_by from marts.value_proposal").fetchall()
    assert shown == [("accepted", 29, "DREETS")]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"measure": "A99-I1"}, "La mesure A99-I1 n'est pas au registre"),
        ({"measure": "A06-I1"}, "A06-I1 n'est pas encore calculée"),
        ({"period": "2019"}, "pour la période 2019 ; dernières périodes : 2025, 2025-10"),
        ({"territory": "DEP-35"}, "pour le territoire DEP-35 ; territoires hors EPCI : DEP-49, DEP-53, REG-52"),
        ({"why": "  "}, "Il faut dire le motif"),
        ({"by": ""}, "Il faut dire qui propose"),
        ({"method": " "}, "Il faut dire la méthode"),
        ({"why": "demander à jean@exemple.fr"}, "ni adresse de messagerie"),
        ({"by": "Paul au 06 12 34 56 78"}, "ni téléphone"),
        ({"value": "beaucoup"}, "« beaucoup » n'est pas un nombre"),
        ({"value": "NaN"}, "n'est pas une quantité"),
        ({"value": "-1"}, "n'est pas une quantité"),
        ({"value": "30,5"}, "se compte en projets entiers"),
        ({"measure": "A05-I2.coverage", "value": "120"}, "dépasse 100"),
    ],
)
def test_what_cannot_be_proposed_is_said(
    engineer: psycopg.Connection[Any], asked: dict[str, str], message: str
) -> None:
    with pytest.raises(ProposalRefused) as refusal:
        proposed(engineer, **asked)
    assert message in str(refusal.value)
    assert list_proposals(engineer, answered_too=True) == []


@pytest.mark.parametrize(
    ("measure", "typed", "value"),
    [("A04-I3.amount", "719\u202f300,50", "719300.5"), ("A05-I2.coverage", "83,3", "83.3"), ("A10-I2", "30.0", "30")],
)
def test_numbers_are_read_as_they_are_written(
    engineer: psycopg.Connection[Any], measure: str, typed: str, value: str
) -> None:
    assert proposed(engineer, measure=measure, value=typed).proposed_value == Decimal(value)


def test_before_the_first_publication_there_is_nothing_to_contest(fresh_settings: Settings) -> None:
    with connect(fresh_settings, "engineer") as connection:
        with pytest.raises(ProposalRefused, match="Rien n'est encore publié"):
            proposed(connection)
        assert list_proposals(connection, answered_too=True) == []


def test_who_does_not_answer_for_the_measure_changes_nothing(engineer: psycopg.Connection[Any]) -> None:
    made = proposed(engineer)
    with pytest.raises(ProposalRefused) as refusal:
        answer(engineer, made.proposal_id, "accepted", "APESS", "c'est juste")
    assert "APESS ne répond pas de A10-I2" in str(refusal.value)
    assert "(Région (vie associative)) et les pilotes de la stratégie (DREETS, Région" in str(refusal.value)
    with pytest.raises(ProposalRefused, match="Il faut dire le motif"):
        answer(engineer, made.proposal_id, "refused", "Région", " ")
    assert read_proposal(engineer, made.proposal_id).status == "proposed"


def test_a_proposal_is_answered_once(engineer: psycopg.Connection[Any]) -> None:
    made = proposed(engineer)
    answer(engineer, made.proposal_id, "refused", "Région", "les deux projets sont de 2026")
    with pytest.raises(ProposalRefused, match=f"n° {made.proposal_id} est déjà refusée le .* par Région"):
        answer(engineer, made.proposal_id, "accepted", "DREETS", "après tout")
    with pytest.raises(ProposalRefused, match="est déjà refusée"):
        withdraw(engineer, made.proposal_id)
    # Two answers at the same time: the one that read before the other wrote loses too.
    with pytest.raises(ProposalRefused, match="est déjà refusée"):
        add_decision(engineer, made, "accepted", "DREETS", "en même temps")
    assert read_proposal(engineer, made.proposal_id).decision_why == "les deux projets sont de 2026"


def test_who_proposed_withdraws(engineer: psycopg.Connection[Any]) -> None:
    made = proposed(engineer)
    with pytest.raises(ProposalRefused, match="est de APESS, qui seul la retire"):
        withdraw(engineer, made.proposal_id, by="CRESS")
    taken = withdraw(engineer, made.proposal_id, by="apess")
    assert (taken.status, taken.decided_by, taken.decision_why) == ("withdrawn", "APESS", None)


def test_an_unknown_number_is_said(engineer: psycopg.Connection[Any]) -> None:
    with pytest.raises(ProposalRefused, match="Il n'y a pas de proposition n° 42"):
        withdraw(engineer, 42)


def test_a_secret_cell_stays_secret(house: Any, engineer: psycopg.Connection[Any]) -> None:
    made = proposed(engineer, territory="DEP-53", value="3", method="recompte : 3")
    answer(engineer, made.proposal_id, "refused", "DREETS", "2 est juste")
    proposed(engineer)
    house.publish("update audit.indicator_value set value = null, status = 'suppressed' where territory = 'DEP-53'")
    proposed(engineer, territory="DEP-53", value="2")
    with connect(house.settings, "bi") as reader:
        shown = reader.execute(
            "select territory, published_value, proposed_value, current_value, why, method, decision_why "
            "from marts.value_proposal order by 1"
        ).fetchall()
    hidden = ("DEP-53", None, None, None, None, None, None)
    assert shown == [hidden, hidden, ("REG-52", 29, 31, 29, "deux projets manquent", None, None)]


@pytest.mark.parametrize("table", ["ops.value_proposal", "ops.value_proposal_decision"])
@pytest.mark.parametrize("role", ["engineer", "publisher", "transformer", "loader"])
def test_proposals_are_append_only(fresh_settings: Settings, role: Any, table: str) -> None:
    for statement in (f"update {table} set why = 'x'", f"delete from {table}", f"truncate {table} cascade"):
        with connect(fresh_settings, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_a_reader_of_the_marts_sees_the_view_alone(house: Any) -> None:
    with connect(house.settings, "bi") as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("select why from ops.value_proposal")


def test_the_view_survives_a_mart_that_changes_shape(house: Any, engineer: psycopg.Connection[Any]) -> None:
    proposed(engineer)
    engineer.commit()
    house.publish("alter table audit.indicator_value add column note text; alter table audit.dim_measure add a text")
    with connect(house.settings, "bi") as reader:
        assert reader.execute("select current_value from marts.value_proposal").fetchall() == [(29,)]
