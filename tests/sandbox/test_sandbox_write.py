"""What the sandbox writes: the same bytes each time, marked as synthetic, with its losses where it says."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from meets_contract import deliver
from mini_world import REFERENCE, csv_lines, csv_text, read_json, sheet
from sandbox.identifiers import is_luhn
from sandbox.systems import SYSTEMS, gouvernance
from sandbox.write import write_sandbox

# Whole sandboxes on disk, many of them.
pytestmark = pytest.mark.slow

MONTH = "2026-10"
REGION, CALENDAR = "region_dispositifs", "gouvernance"
ROW_KINDS = {
    "date_impossible",
    "amount_ambiguous",
    "statut_unknown",
    "date_missing",
    "date_unreadable",
    "number_missing",
    "dispositif_unknown",
    "too_many_fields",
    "too_few_fields",
    "type_unknown",
}
FIELD_KINDS = {
    "siret_scientific",
    "siret_wrong_key",
    "commune_unknown",
    "commune_homonym",
    "ess_erased",
    "ess_unreadable",
}


def write(out: Path, seed: int = 1, dirt: int = 1, month: str = MONTH) -> dict[str, Any]:
    return write_sandbox(out, seed=seed, dirt=dirt, month=month, reference_dir=REFERENCE)


def digests(out: Path) -> dict[str, str]:
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def sandboxes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, int], Path]:
    """Seed 1 at every dirt level, and another at the filthiest."""
    found = {}
    for seed, dirt in ((1, 0), (1, 1), (1, 2), (1, 3), (2, 3)):
        found[seed, dirt] = tmp_path_factory.mktemp(f"sandbox-{seed}-{dirt}")
        write(found[seed, dirt], seed, dirt)
    return found


@pytest.fixture(scope="module")
def september(sandboxes: dict[tuple[int, int], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The month before of seed 1 at the filthiest, written into a folder in which October stood."""
    folder = tmp_path_factory.mktemp("september") / "sandbox"
    shutil.copytree(sandboxes[1, 3], folder)
    write(folder, 1, 3, "2026-09")
    return folder


def test_every_system_delivers_its_own_way(sandboxes: dict[tuple[int, int], Path]) -> None:
    names = list(digests(sandboxes[1, 1]))
    assert [name for name in names if "/" not in name] == [
        "LISEZMOI.txt",
        "ambitions.json",
        "core.json",
        "expected.json",
        "files.json",
        "gone.json",
        "truth.json",
    ]
    assert [name for name in names if name.startswith(f"drop/{REGION}/")] == [
        *[f"drop/{REGION}/dispositifs_{year}-12.csv" for year in range(2021, 2026)],
        f"drop/{REGION}/dispositifs_2026-09.csv",
        f"drop/{REGION}/dispositifs_2026-10.csv",
    ]
    assert [name for name in names if name.startswith(f"drop/{CALENDAR}/calendrier")] == [
        f"drop/{CALENDAR}/calendrier_gouvernance_2026-10.xlsx"
    ]
    sources = {file["source"] for file in read_json(sandboxes[1, 1] / "files.json")}
    assert sources == {system.__name__.rsplit(".", 1)[-1] for system in SYSTEMS} - {"agenda"}
    conventions = [name.rsplit("/", 1)[-1] for name in names if "/subventions_" in name]
    assert [bool(re.fullmatch(r"subventions_\d{14}_202[56]\.csv", name)) for name in conventions] == [True, True]


def test_a_file_on_the_server_has_its_marker(sandboxes: dict[tuple[int, int], Path]) -> None:
    folder = sandboxes[1, 1] / "drop" / "france_active"
    for path in folder.glob("*.csv"):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.with_name(f"{path.name}.sha256").read_text() == f"{digest}  {path.name}\n"


def test_in_january_only_the_month_of_the_current_exercice_is_delivered(tmp_path: Path) -> None:
    files = write(tmp_path, month="2026-01")["files"]
    assert "region_dispositifs/dispositifs_2026-01.csv" in files
    assert len([name for name in files if "dispositifs_2026" in name]) == 1


def test_same_arguments_same_bytes(sandboxes: dict[tuple[int, int], Path], tmp_path: Path) -> None:
    write(tmp_path, 1, 3)
    assert digests(tmp_path) == digests(sandboxes[1, 3])


def test_other_arguments_other_bytes(sandboxes: dict[tuple[int, int], Path]) -> None:
    truths = {digests(path)["truth.json"] for path in sandboxes.values()}
    assert len(truths) == len(sandboxes)


def test_a_delivery_is_the_same_file_in_a_later_month(
    sandboxes: dict[tuple[int, int], Path], september: Path
) -> None:
    before, after = digests(september), digests(sandboxes[1, 3])
    common = {name for name in before if name.startswith("drop/") and name in after}
    assert len([name for name in common if name.startswith(f"drop/{REGION}/")]) == 6
    assert [name for name in sorted(common) if before[name] != after[name]] == []


def test_a_later_month_never_delivers_fewer_lines(tmp_path: Path) -> None:
    sizes = []
    for month in ("2026-08", "2026-09", "2026-10"):
        (calendar,) = [
            made for made in deliver(gouvernance, 3, month, 3) if made.delivery.file.startswith("calendrier_")
        ]
        path = tmp_path / calendar.delivery.file
        path.write_bytes(calendar.data)
        sizes.append(len([row for row in sheet(path, "Calendrier") if "SYNTHETIQUE" in row]))
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 1


def test_clean_files_have_lost_nothing(sandboxes: dict[tuple[int, int], Path]) -> None:
    assert read_json(sandboxes[1, 0] / "gone.json") == []


@pytest.mark.parametrize("dirt", [1, 2, 3])
def test_losses_grow_with_dirt_and_stay_bearable(sandboxes: dict[tuple[int, int], Path], dirt: int) -> None:
    out = sandboxes[1, dirt]
    gone, cleaner = read_json(out / "gone.json"), read_json(sandboxes[1, dirt - 1] / "gone.json")
    assert len(gone) > len(cleaner)
    lost = Counter(item["delivery"] for item in gone if item["row_lost"])
    for path in (out / "drop" / REGION).iterdir():
        assert lost[path.name] < 0.08 * len(csv_lines(path))


def test_the_filthiest_level_shows_every_kind(sandboxes: dict[tuple[int, int], Path]) -> None:
    items = [
        item
        for seed in (1, 2)
        for item in read_json(sandboxes[seed, 3] / "gone.json")
        if item["source"] in (REGION, CALENDAR) and item["stream"] != "agenda"
    ]
    assert {item["kind"] for item in items if item["row_lost"]} == ROW_KINDS
    assert {item["kind"] for item in items if not item["row_lost"]} == FIELD_KINDS


CHECKS = {
    "date_impossible": lambda cell: re.fullmatch(r"(3[01]|29)/\d\d/20\d\d", cell),
    "amount_ambiguous": lambda cell: re.fullmatch(r"\d{1,3}[.,]\d{3}", cell),
    "date_missing": lambda cell: not cell,
    "number_missing": lambda cell: not cell,
    "siret_scientific": lambda cell: "E+" in cell,
    "siret_wrong_key": lambda cell: len(cell) == 14 and not is_luhn(cell),
    "ess_erased": lambda cell: not cell,
}


@pytest.mark.parametrize("seed", [1, 2])
def test_losses_are_where_gone_says(sandboxes: dict[tuple[int, int], Path], seed: int) -> None:
    from sandbox.vocabulary import DOSSIER_COLUMNS

    out = sandboxes[seed, 3]
    checked = 0
    for item in read_json(out / "gone.json"):
        if item["source"] != REGION:
            continue
        lines = csv_lines(out / "drop" / REGION / item["delivery"])
        header, line = [title.strip().lower() for title in lines[0]], lines[item["row"] - 1]
        if item["field"] is None:
            assert len(line) != len(header)
            continue
        assert len(line) == len(header)
        labels = {label.lower() for label in DOSSIER_COLUMNS[item["field"]]}
        place = next(place for place, title in enumerate(header) if title in labels)
        if item["kind"] in CHECKS:
            assert CHECKS[item["kind"]](line[place]), item
            checked += 1
    assert checked > 50


def test_losses_of_the_calendar_are_where_gone_says(sandboxes: dict[tuple[int, int], Path]) -> None:
    for seed in (1, 2):
        out = sandboxes[seed, 3]
        path = out / "drop" / CALENDAR / f"calendrier_gouvernance_{MONTH}.xlsx"
        sheets = {"evenements": sheet(path, "Calendrier"), "participations": sheet(path, "Participants")}
        items = [i for i in read_json(out / "gone.json") if i["source"] == CALENDAR and i["stream"] != "agenda"]
        assert items
        for item in items:
            row = sheets[item["stream"]][item["row"] - 1]
            assert "SYNTHETIQUE" in row
            if item["kind"] == "date_impossible":
                assert any(CHECKS["date_impossible"](str(cell)) for cell in row)


@pytest.mark.parametrize("dirt", [0, 3])
def test_every_row_is_marked_synthetic(sandboxes: dict[tuple[int, int], Path], dirt: int) -> None:
    drop = sandboxes[1, dirt] / "drop"
    conventions = (sandboxes[1, dirt] / "open_data").rglob("subventions_*.csv")
    for path in [*(drop / REGION).iterdir(), *conventions]:
        rows = [line for line in csv_text(path).splitlines()[1:] if line.strip(";,")]
        assert rows
        assert all("SYNTHETIQUE" in line for line in rows)
    for name in ("Calendrier", "Participants"):
        rows = [row for row in sheet(next((drop / CALENDAR).glob("*.xlsx")), name)]
        header = next(place for place, row in enumerate(rows) if sum(bool(cell) for cell in row) > 5)
        assert all("SYNTHETIQUE" in row for row in rows[header + 1 :] if any(row))


@pytest.mark.parametrize("dirt", [0, 3])
def test_no_person_looks_real(sandboxes: dict[tuple[int, int], Path], dirt: int) -> None:
    drop = sandboxes[1, dirt] / "drop"
    rows = sheet(next((drop / CALENDAR).glob("*.xlsx")), "Participants")
    mails = [cell for row in rows for cell in row if isinstance(cell, str) and "@" in cell]
    assert mails
    assert all(re.fullmatch(r"personne\.\d{4}@exemple\.invalid", mail) for mail in mails)
    assert not any("@" in csv_text(path) for path in (drop / REGION).iterdir())


def test_clean_files_are_in_the_system_s_format(sandboxes: dict[tuple[int, int], Path]) -> None:
    path = sandboxes[1, 0] / "drop" / REGION / "dispositifs_2026-10.csv"
    assert b"\r\n" in path.read_bytes()
    text = path.read_bytes().decode("windows-1252")
    assert text.splitlines()[0] == (
        "n_dossier;n_projet;dispositif;siret;raison_sociale;intitule_projet;statut_ess;code_insee;code_postal;commune;"
        "date_decision;montant_demande;montant_vote;statut;plan_financement;date_maj;origine_donnee"
    )
    lines = csv_lines(path)
    assert {len(line) for line in lines} == {17}
    sirets = [line[3] for line in lines[1:] if line[3]]
    assert all(is_luhn(siret) and len(siret) == 14 for siret in sirets)
    assert all(re.fullmatch(r"\d{1,3}(\u00a0\d{3})*,00", line[11]) for line in lines[1:])


def test_filthy_deliveries_show_the_recoverable_kinds(sandboxes: dict[tuple[int, int], Path]) -> None:
    texts = [csv_text(path) for seed in (1, 2) for path in (sandboxes[seed, 3] / "drop" / REGION).iterdir()]
    for sign in ("\ufffd", "\u202f", "€", "\n\n", "Total", "St ", ".0;", "\u00a0;", ";Oui;"):
        assert any(re.search(re.escape(sign), text, re.IGNORECASE) for text in texts), sign
    assert any(re.search(r";\(\d", text) for text in texts), "amounts in parentheses"
    assert any(re.search(r"\d\.\d{3},00", text) for text in texts), "thousands with dots"
    assert any(len(line) == 13 and line.isdigit() for text in texts for line in text.split(";")), "a lost zero"
    encodings = {path.read_bytes()[:3] for seed in (1, 2) for path in (sandboxes[seed, 3] / "drop" / REGION).iterdir()}
    assert b"\xef\xbb\xbf" in encodings


def test_wrong_arguments_are_refused(tmp_path: Path) -> None:
    for wrong in ({"dirt": 4}, {"month": "2026-13"}, {"month": "2035-01"}):
        with pytest.raises(ValueError, match="dirt must be|not a month|the world lasts"):
            write(tmp_path, **wrong)
    with pytest.raises(FileNotFoundError):
        write_sandbox(tmp_path, seed=1, dirt=0, month=MONTH, reference_dir=tmp_path)


def test_a_second_run_in_the_same_folder_leaves_no_old_file(
    sandboxes: dict[tuple[int, int], Path], september: Path
) -> None:
    october = f"drop/{CALENDAR}/calendrier_gouvernance_2026-10.xlsx"
    assert (sandboxes[1, 3] / october).exists()
    assert not (september / october).exists()
    assert (september / october.replace("2026-10", "2026-09")).exists()
