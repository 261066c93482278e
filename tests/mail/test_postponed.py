"""« Publication reportée »: pilots are told once, in words; engineers get the detail of each build that failed."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from email.policy import default

import pytest
from sress.mail.postponed import next_publication_day, postpone
from sress.platform.database import connect
from sress.platform.settings import Settings
from sress.publication import withhold
from sress.quality.ledger import store_verdicts
from sress.quality.verdict import CRITICAL, WARNING, Finding, Verdict

NEXT = date(2026, 12, 5)
TOTALS = Finding(
    "unexpected_rows_expectation",
    CRITICAL,
    "Les chiffres chargés sont ceux que l'INSEE a publiés.",
    "CRESS, observatoire",
    observed={"observed_value": 1},
)
LATE = Finding("unexpected_rows_expectation", WARNING, "Chaque source est à jour.", "Région")


@pytest.fixture
def withheld(fresh_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """A build whose gate stayed closed; gives its number."""
    monkeypatch.setenv("SRESS_RECIPIENTS", "une@exemple.invalid, deux@exemple.invalid")
    monkeypatch.setenv("SRESS_ENGINEERS", "une@exemple.invalid")

    def make(*findings: Finding) -> int:
        with connect(fresh_settings, "transformer") as connection:
            row = connection.execute(
                "insert into ops.build (month, cut_off, status, deliveries) "
                "values ('2026-10', '2026-10-31', 'built', '[]') returning build_id"
            ).fetchone()
        assert row is not None
        page = "validations/fct_flores/build/whole.html"
        verdict = Verdict(
            2, "fct_flores", "fct_flores", "0" * 64, 9, findings or (TOTALS, LATE), build_id=row[0], data_docs=page
        )
        store_verdicts(fresh_settings, [verdict])
        withhold(fresh_settings, row[0], "contrôle")
        return int(row[0])

    return make


def statuses(settings: Settings, build_id: int) -> list[str]:
    return [result.status for result in postpone(settings, build_id, NEXT)]


def mails(settings: Settings) -> dict[str, list[EmailMessage]]:
    """The captured mails by subject."""
    found: dict[str, list[EmailMessage]] = {}
    for path in sorted(settings.mailbox_dir.glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        found.setdefault(str(message["Subject"]), []).append(message)
    return found


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_pilots_read_why_what_stays_and_until_when(withheld: Callable[..., int], fresh_settings: Settings) -> None:
    assert statuses(fresh_settings, withheld()) == ["sent", "sent", "sent"]
    pilots = mails(fresh_settings)["[SRESS] Publication reportée — données au 31/10/2026"]
    assert len(pilots) == 2
    for kind in ("plain", "html"):
        told = " ".join(body(pilots[0], kind).split()).replace("&#39;", "'")
        assert "Les chiffres chargés sont ceux que l'INSEE a publiés." in told
        assert "au plus tard le 5 décembre 2026" in told.replace("\xa0", " ")
        assert "Rien n’était encore publié" in told
        assert "Chaque source est à jour" not in told, "a warning postpones nothing"
        assert "unexpected_rows" not in told
    assert len(body(pilots[0], "plain").splitlines()) < 20
    assert list(pilots[0].iter_attachments()) == []


def test_an_engineer_reads_the_detail_even_as_a_pilot(withheld: Callable[..., int], fresh_settings: Settings) -> None:
    build_id = withheld()
    statuses(fresh_settings, build_id)
    (detail,) = mails(fresh_settings)[f"[SRESS] Porte 2 fermée — construction n° {build_id}, 2026-10"]
    for kind in ("plain", "html"):
        told = body(detail, kind)
        for part in ("critical", "CRESS, observatoire", "observed_value", "whole.html", "warning", "Région"):
            assert part in told, part
        assert f"sress verdicts --build {build_id}" in told


def test_nobody_is_told_twice(withheld: Callable[..., int], fresh_settings: Settings) -> None:
    first = withheld()
    statuses(fresh_settings, first)
    identities = sorted(str(one["Message-ID"]) for group in mails(fresh_settings).values() for one in group)
    assert len(set(identities)) == 3
    assert statuses(fresh_settings, first) == ["already_sent"] * 3
    assert sorted(str(one["Message-ID"]) for group in mails(fresh_settings).values() for one in group) == identities


def test_another_failing_build_tells_the_engineers_only(
    withheld: Callable[..., int], fresh_settings: Settings
) -> None:
    statuses(fresh_settings, withheld())
    assert statuses(fresh_settings, withheld()) == ["already_sent", "already_sent", "sent"]


def test_several_reasons_are_named_each_once(withheld: Callable[..., int], fresh_settings: Settings) -> None:
    reasons = [Finding("x", CRITICAL, f"Raison {number}.", "CRESS") for number in (1, 1, 2, 3, 4, 5)]
    statuses(fresh_settings, withheld(*reasons))
    told = body(mails(fresh_settings)["[SRESS] Publication reportée — données au 31/10/2026"][0], "plain")
    assert told.count("Raison 1.") == 1
    assert "Raison 3." in told
    assert "Raison 4." not in told
    assert "et 2 autres contrôles" in told.replace("\xa0", " ")


def test_a_build_that_was_not_withheld_postpones_nothing(fresh_settings: Settings) -> None:
    with pytest.raises(LookupError, match="4242"):
        postpone(fresh_settings, 4242)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 4), date(2026, 11, 5)),
        (date(2026, 11, 5), date(2026, 12, 5)),
        (date(2026, 12, 31), date(2027, 1, 5)),
    ],
)
def test_the_next_attempt_is_the_next_monthly_date(today: date, expected: date) -> None:
    assert next_publication_day(today) == expected
