"""The main job as its user runs it: twice, then with a partner who delivers nonsense, then past a closed gate."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from sandbox.cog import load_cog
from sandbox.people import Person
from sandbox.produce import produce
from sress.platform.cluster import Cluster
from sress.platform.database import connect
from sress.platform.settings import Settings

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
SRESS = Path(sys.executable).parent / "sress"


class Refreshed:
    """A state on which the command is run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {**os.environ, "SRESS_HOME": str(home), "SRESS_MONTH": "2026-10"}

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """`sress …` with extra environment variables."""
        return subprocess.run(
            [str(SRESS), *arguments],
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )

    def json(self, *arguments: str) -> Any:
        """What `sress … --json` prints."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def log(self) -> str:
        """The end of the newest log, for a failing test."""
        logs = sorted((self.home / "logs").glob("refresh-*.log"))
        return logs[-1].read_text(errors="replace")[-3000:] if logs else ""


@pytest.fixture(scope="module")
def state() -> Iterator[Refreshed]:
    """A home with a space in its path, after one refresh."""
    folder = Path(tempfile.mkdtemp(prefix="sress refresh "))
    folder.chmod(0o755)
    refreshed = Refreshed(folder / "var")
    done = refreshed.run("refresh")
    assert done.returncode == 0, done.stdout + done.stderr + refreshed.log()
    refreshed.first_output = done.stdout  # type: ignore[attr-defined]
    yield refreshed
    refreshed.run("down")
    shutil.rmtree(folder, ignore_errors=True)


def test_the_summary_names_what_a_person_needs(state: Refreshed) -> None:
    output: str = state.first_output  # type: ignore[attr-defined]
    for word in (
        "region_dispositifs",
        "landed",
        "rejected",
        "Gate",
        "Publication no. 1 for 2026-10",
        "SYNTHETIC",
        ".eml",
    ):
        assert word in output


def test_every_value_is_the_truth_and_a_published_one_is_the_same_or_withheld(state: Refreshed) -> None:
    truth = json.loads((state.home / "sandbox" / "truth.json").read_text(encoding="utf-8"))
    names = ("measure", "period", "territory", "dimension", "member")
    values = {tuple(row[n] for n in names): row for row in state.json("values", "--before-disclosure")}
    published = {tuple(row[n] for n in names): row for row in state.json("values")}
    shown = {key: row for key, row in published.items() if row["status"] != "suppressed"}
    assert all(values[key] == row for key, row in shown.items())
    assert 0 < len(published) - len(shown) < len(shown), "some are withheld, most are not"
    assert len(values) == len(truth)
    for cell in truth:
        found = values[tuple(cell[name] for name in names)]
        assert found["status"] == cell["status"], cell
        for name in ("value", "numerator", "denominator"):
            assert found[name] == pytest.approx(cell[name]) if cell[name] is not None else found[name] is None, cell


def test_one_mail_with_the_brief_is_in_the_mailbox(state: Refreshed) -> None:
    (path,) = (state.home / "mailbox").glob("*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert message["Subject"] == "[SRESS] Point mensuel — données au 31/10/2026"
    kinds = [part.get_content_type() for part in message.walk()]
    assert {"text/plain", "text/html"} <= set(kinds)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "synthétique" in text.lower()


SOURCES = {
    *(
        "banque_des_territoires",
        "cap_tiers_lieux",
        "cog",
        "dla",
        "drajes_fdva",
        "dreets",
        "epci",
        "ess_france",
        "essor",
    ),
    *("france_active", "gouvernance", "insee_flores", "populations", "reseaux_departementaux", "region_dispositifs"),
    *("region_vie_associative", "scdl_subventions", "sirene", "urscop"),
}


def test_every_source_is_collected_and_every_row_is_where_the_world_expects_it(state: Refreshed) -> None:
    rows = [row for row in state.json("deliveries") if row["status"] != "rejected"]
    assert {row["source"] for row in rows} == SOURCES
    assert all(row["read"] == row["landed"] + row["rejected"] for row in rows)
    landed = {(row["source"], row["stream"], row["file_name"]): row for row in rows}
    shipped = landed[("insee_flores", "flores", "flores_2024_a17_etablissements_ze2020_pdl.csv")]
    landed[("insee_flores", "flores", "insee_flores_flores_2024_DS_FLORES_A17_2024_data.csv")] = shipped  # same bytes
    knowledge = state.home / "sandbox"
    expected = Counter(
        (entry["source"], entry["stream"], entry["delivery"], entry["outcome"])
        for entry in json.loads((knowledge / "expected.json").read_text(encoding="utf-8"))
    )
    for file in json.loads((knowledge / "files.json").read_text(encoding="utf-8")):
        place = (file["source"], file["stream"], file["delivery"])
        row = landed[place]
        assert row["status"] == "landed", row
        assert row["read"] == file["rows"], place
        assert row["mended"] == expected[(*place, "mended")], place
        assert row["rejected"] == expected[(*place, "rejected")] + expected[(*place, "set_aside")], place


def test_no_person_is_found_anywhere(state: Refreshed) -> None:
    world = produce(1, 1, "2026-10", 1, load_cog(ROOT / "include" / "reference_data")).world
    people = [project.person for project in world.projects]
    assert len(people) > 1000
    words = Words(people)
    assert words.found_in(f"x {people[3].name} y {people[5].mail}") == {people[3].name, people[5].mail}
    settings = Settings(project_root=ROOT, home=state.home, month="2026-10")
    seen = 0
    with connect(settings, "engineer") as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            query = sql.SQL("select to_jsonb(t)::text from {} t").format(sql.Identifier(schema, table))
            for (row,) in connection.execute(query):
                seen += 1
                assert not words.found_in(row), f"{schema}.{table}: {row[:300]}"
    assert seen > 10_000
    cluster = Cluster.find(state.home)
    for folder in (state.home, *([cluster.base] if cluster else [])):
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                found = words.found_in(path.read_bytes().decode("utf-8", errors="ignore"))
                assert not found, f"{path}: {found}"


class Words:
    """Everything that gives an invented person away, found quickly in much text."""

    def __init__(self, people: list[Person]) -> None:
        self._words = {word for p in people for word in (p.name, p.mail, p.phone, p.phone.replace(" ", ""), p.iban)}
        given = "|".join(sorted({person.given for person in people}))
        self._shapes = re.compile(
            rf"(?:{given}) [^\W\d_]+|[\w.]+@exemple\.invalid|06 ?39 ?98 ?\d\d ?\d\d|FR00 9999(?: [0-9]{{4}}){{4}} 000"
        )

    def found_in(self, text: str) -> set[str]:
        """The words of persons in a text."""
        return set(self._shapes.findall(text)) & self._words


def test_a_second_run_says_what_did_not_change(state: Refreshed) -> None:
    done = state.run("refresh")
    assert done.returncode == 0, done.stdout + state.log()
    assert "unchanged, still served" in done.stdout
    assert "nothing new" in done.stdout
    assert len(state.json("publications")) == 1
    assert len(list((state.home / "mailbox").glob("*.eml"))) == 1


def test_a_bad_delivery_is_named_and_the_others_go_on(state: Refreshed) -> None:
    folder = state.home / "drop" / "region_dispositifs"
    bad = folder / "dispositifs_2020-12.csv"
    bad.write_text("Numéro;Montant\n1;2\n", encoding="windows-1252")
    done = state.run("refresh")
    bad.unlink()
    assert done.returncode == 0, done.stdout
    assert "! import_region_dispositifs" in done.stdout
    assert "1 refused" in done.stdout
    refused = [row for row in state.json("deliveries") if row["status"] == "rejected"]
    assert [row["file_name"] for row in refused] == ["dispositifs_2020-12.csv"]
    assert "colonne obligatoire absente" in refused[0]["messages"][0]


def test_a_closed_gate_keeps_the_last_publication_and_tells_that_the_next_is_postponed(
    state: Refreshed, tmp_path: Path
) -> None:
    before = state.json("publications")
    sent = set((state.home / "mailbox").glob("*.eml"))
    project = tmp_path / "checkout"
    project.mkdir()
    for name in ("include", "dags", "dbt_project"):
        (project / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "expectations", project / "expectations")
    suite = project / "expectations" / "dim_commune.json"
    text = suite.read_text(encoding="utf-8")
    assert "1228" in text
    suite.write_text(text.replace("1228", "1229"), encoding="utf-8")
    done = state.run("refresh", SRESS_PROJECT_ROOT=str(project), SRESS_SANDBOX_SEED="2")
    assert done.returncode == 1, done.stdout
    assert "✗ refresh_marts" in done.stdout
    assert "another world withdrawn" in done.stdout
    after = state.json("publications")
    assert [row["publication_id"] for row in after if row["is_current"]] == [
        row["publication_id"] for row in before if row["is_current"]
    ]
    assert [row["status"] for row in after if row not in before] == ["withheld"]
    paths = sorted(set((state.home / "mailbox").glob("*.eml")) - sent)
    new = [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]
    assert sorted(one["Subject"].split(" — ")[0] for one in new) == [
        "[SRESS] Porte 2 fermée",
        "[SRESS] Publication reportée",
    ], "the engineer and the pilot, once each"
    assert len({one["To"] for one in new}) == 2
    assert not [part for one in new for part in one.iter_attachments()], "no brief goes out"


def test_wrong_use_ends_with_two(state: Refreshed) -> None:
    assert state.run("land", "inconnue", "lignes", "rien.csv").returncode == 2
    assert state.run("land", "gouvernance", "evenements", "absent.xlsx").returncode == 2
    assert state.run("refresh", SRESS_MONTH="octobre").returncode == 2
    assert state.run("inconnu").returncode == 2


def test_landing_a_bad_file_ends_with_one_and_says_why(state: Refreshed, tmp_path: Path) -> None:
    path = tmp_path / "dispositifs_2019-12.csv"
    path.write_bytes(b"")
    done = state.run("land", "region_dispositifs", "dossiers", str(path), "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert (report["read"], report["landed"], report["rejected"], report["held"]) == (0, 0, 0, False)
    assert report["reasons"] == {"empty_file": 1}
