"""Rebuild the bundled COG extract from the npm packages @etalab/decoupage-administratif.

The packages republish INSEE's Code officiel géographique and the DGCL's list of EPCI, one version
a vintage. The extract keeps region 52 (communes in force, déléguées and associées), the EPCI that
touch it, and those of their members that lie outside it. The same packages always give the same
bytes: rows are sorted and the gzip headers carry neither time nor name.

    python scripts/build_cog_reference.py [--packages DIR] [--out DIR] [--check]

`--packages` reads tarballs that are there already, named as `npm pack` does, and calls no npm.
`--check` writes nothing and fails when the bundled files differ from what the packages give.
"""

from __future__ import annotations

import argparse
import base64
import csv
import gzip
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE = "@etalab/decoupage-administratif"
REGION = "52"
OUT = Path(__file__).resolve().parents[1] / "include" / "reference_data" / "cog"

Record = dict[str, Any]
Table = tuple[list[str], list[list[str]]]


class Version(NamedTuple):
    """A version of the package and the sha512 of its tarball, as the registry states it."""

    number: str
    sha512: str


VERSIONS = {
    2022: Version(
        "2.3.1",
        "52zR447e9Csr/HkzmLJIrOTCAuwJNd4O9fay8BRgOQUSbqaKOP6vFpsrj5lKlrH9vA+ii07h1TnChdMFZNgcwg==",
    ),
    2023: Version(
        "3.1.1",
        "/1yqSlo6Xerdz1MN+rh57hDWcAam18gwSK5u4wFjT1glRUiN/o1A4IQe6pvB9JqGvHv6WbF5X7WyE+yxeMqLig==",
    ),
    2024: Version(
        "4.1.0",
        "r0lO1qhb/R7golWwfPbkstpN3WeGuROIHoJhExY7251bkc7tjL48wsnh4/cWAQYux1y/EMSTuOEwiMkh0/mK8g==",
    ),
    2025: Version(
        "5.3.0",
        "I7PP8jiNOKwvBbdhoYPiwMaJ27x6aHwwGj5V0DMTOPu2YG6qyhGty1b0SIkCxpSHlUkASEfybISY4ldkTcYbbw==",
    ),
    2026: Version(
        "6.0.0",
        "XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ==",
    ),
}


def read_package(path: Path, sha512: str) -> dict[str, bytes]:
    """The files of a tarball by path below its root, once its sha512 is the pinned one."""
    content = path.read_bytes()
    found = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != sha512:
        raise SystemExit(f"{path.name}: sha512 is {found}, {sha512} was expected")
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as tar:
        members = {member.name: tar.extractfile(member) for member in tar}
        return {name.removeprefix("package/"): member.read() for name, member in members.items() if member is not None}


def fetch(version: Version, directory: Path) -> Path:
    """The path of the version's tarball, fetched with `npm pack` where it is missing."""
    path = directory / f"etalab-decoupage-administratif-{version.number}.tgz"
    if not path.exists():
        subprocess.run(
            ["npm", "pack", "--silent", f"{PACKAGE}@{version.number}"],
            cwd=directory,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return path


def communes_table(communes: Iterable[Record]) -> Table:
    """The communes, present and former; lists are separated by a bar."""
    header = "code;nom;type;departement;region;chef_lieu;anciens_codes;codes_postaux;siren;population"
    rows = [
        [
            record["code"],
            record["nom"],
            record["type"],
            record.get("departement", ""),
            record.get("region", ""),
            record.get("chefLieu", ""),
            "|".join(record.get("anciensCodes", [])),
            "|".join(record.get("codesPostaux", [])),
            record.get("siren", ""),
            str(record.get("population", "")),
        ]
        for record in communes
    ]
    return header.split(";"), sorted(rows, key=lambda row: (row[0], row[2]))


def epci_table(epci: Iterable[Record]) -> Table:
    """The EPCI with their nature (CC, CA, CU, METRO)."""
    rows = [[record["code"], record["nom"], record["type"], str(record["populationMunicipale"])] for record in epci]
    return ["code", "nom", "nature", "population_municipale"], sorted(rows)


def members_table(epci: Iterable[Record]) -> Table:
    """Which commune belongs to which EPCI."""
    rows = [[record["code"], member["code"], member["nom"]] for record in epci for member in record["membres"]]
    return ["epci", "commune", "nom"], sorted(rows)


def departements_table(departements: Iterable[Record]) -> Table:
    """The départements of the region."""
    rows = [
        [record["code"], record["nom"], record["region"], record["chefLieu"]]
        for record in departements
        if record["region"] == REGION
    ]
    return ["code", "nom", "region", "chef_lieu"], sorted(rows)


def extract(package: dict[str, bytes]) -> dict[str, Table]:
    """The four tables of one vintage."""
    communes: list[Record] = json.loads(package["data/communes.json"])
    in_region = [record for record in communes if record.get("region") == REGION]
    in_force = {record["code"] for record in in_region if record["type"] == "commune-actuelle"}
    epci = [
        record
        for record in json.loads(package["data/epci.json"])
        if any(member["code"] in in_force for member in record["membres"])
    ]
    members = {member["code"] for record in epci for member in record["membres"]}
    outside = [
        record for record in communes if record["type"] == "commune-actuelle" and record["code"] in members - in_force
    ]
    return {
        "communes": communes_table([*in_region, *outside]),
        "epci": epci_table(epci),
        "epci_membres": members_table(epci),
        "departements": departements_table(json.loads(package["data/departements.json"])),
    }


def to_csv(table: Table) -> bytes:
    """A table as UTF-8 text, separated by semicolons."""
    header, rows = table
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def compress(content: bytes) -> bytes:
    """Gzip without time or name, so that equal content gives equal bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as out:
        out.write(content)
    return buffer.getvalue()


def build(packages: Path) -> tuple[dict[str, bytes], bytes]:
    """The text of every file of the extract by name, and the packages' licence."""
    files: dict[str, bytes] = {}
    licence = b""
    for vintage, version in VERSIONS.items():
        package = read_package(fetch(version, packages), version.sha512)
        for name, table in extract(package).items():
            files[f"{name}_{vintage}.csv.gz"] = to_csv(table)
        licence = package["LICENSE"]
    return files, licence


def differences(files: dict[str, bytes], out: Path) -> list[str]:
    """Names of the files whose bundled text is missing or other than the one just built."""
    bundled = {path.name for path in out.glob("*.csv.gz")}
    return sorted(
        name
        for name in bundled | set(files)
        if name not in bundled or name not in files or gzip.decompress((out / name).read_bytes()) != files[name]
    )


def write(files: dict[str, bytes], licence: bytes, out: Path) -> None:
    """Write the extract, compressed, with the licence beside it."""
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(compress(content))
    (out / "LICENSE").write_bytes(licence)


def main() -> int:
    """Build, then write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--packages", type=Path, help="folder of the packages' tarballs")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the extract")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files, licence = build((arguments.packages or Path(scratch)).resolve())
    if arguments.check:
        different = differences(files, arguments.out)
        print("\n".join(different) or "the bundled extract is what the packages give")
        return 1 if different else 0
    write(files, licence, arguments.out)
    print(f"{len(files)} files written to {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
