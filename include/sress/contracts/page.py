"""One page of documentation a source, made from its contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sress.contracts.collecting import ApiKey, Bundled, DropFolder, HttpApi, OAuth2, OpenData
from sress.contracts.column import Column
from sress.contracts.formats import CsvFormat, Format, XlsxFormat
from sress.contracts.model import Contract, Stream

NOTICE = "<!-- Made from include/sources/{source}.yml by `sress sources document`; edit the contract. -->"
_REVISIONS = {
    "stream": "the whole stream",
    "exercice": "the exercice that it declares",
    "vintage": "the same vintage",
    "rows": "the rows of the same {columns} and year",
    "changes": "rows of the same key; a full pull replaces everything, and records what has vanished",
}
_PERSONAL = {"none": "", "drop": "never stored", "pseudonym": "keyed pseudonym"}


def write_pages(contracts: Mapping[str, Contract], folder: Path) -> list[Path]:
    """Write a page for each contract and their index; pages of contracts that are gone are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{source}.md": page(contract) for source, contract in contracts.items()}
    pages["README.md"] = index(contracts.values())
    for stale in {path.name for path in folder.glob("*.md")} - set(pages):
        (folder / stale).unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in sorted(pages)]


def index(contracts: Iterable[Contract]) -> str:
    """The list of the sources: who owns each, how it comes, how often, and whether it holds personal data."""
    lines = ["# Sources", "", "| Source | Owner | Collected by | Cadence | Personal data |", "|---|---|---|---|---|"]
    for contract in contracts:
        ways = ", ".join(dict.fromkeys(_way(contract.collect_of(name)) for name in contract.streams))
        personal = "yes" if contract.holds_personal_data else "no"
        link = f"[{contract.source}]({contract.source}.md)"
        lines.append(f"| {link} | {contract.owner} | {ways} | {contract.cadence} | {personal} |")
    return "\n".join([*lines, ""])


def page(contract: Contract) -> str:
    """The page of one source, in Markdown."""
    checked = "to be verified with the owner" if contract.to_verify else "as published by the owner"
    lines = [
        NOTICE.format(source=contract.source),
        f"# {contract.label}",
        "",
        "| | |",
        "|---|---|",
        f"| Source | `{contract.source}`, DAG `import_{contract.source}` |",
        f"| Owner | {contract.owner} |",
        f"| Steward | {contract.steward} |",
        f"| Licence | {contract.licence} |",
        f"| Cadence | {contract.cadence}, due on day {contract.due_day} of the month |",
        f"| Layout | {checked} |",
        "",
        *_personal_data(contract),
        *(["## Known traps", "", *(f"- {trap}" for trap in contract.traps), ""] if contract.traps else []),
    ]
    for name, stream in contract.streams.items():
        lines += _stream(contract, name, stream)
    return "\n".join(lines)


def _personal_data(contract: Contract) -> list[str]:
    if not contract.holds_personal_data:
        return ["## Personal data", "", "None.", ""]
    kept = "Files are encrypted in the vault and deleted after 13 months. Columns on persons are marked below."
    return ["## Personal data", "", kept, ""]


def _stream(contract: Contract, name: str, stream: Stream) -> list[str]:
    way = contract.collect_of(name)
    limits = stream.thresholds
    replaces = _REVISIONS[stream.revision.replaces].format(columns=", ".join(stream.revision.columns))
    facts = [
        ("Table", f"`raw.{contract.source}__{name}`"),
        ("Collected", _collected(stream, way)),
        ("File", f"`{_code(stream.file)}`"),
        ("Format", _format(stream.format)),
        ("Key", ", ".join(stream.key) or "none"),
        ("A newer delivery replaces", replaces),
        ("Held", f"beyond {limits.max_rejected_share:.0%} of rejected rows or below {limits.min_rows} rows"),
    ]
    return [
        f"## {name}",
        "",
        stream.description,
        "",
        "| | |",
        "|---|---|",
        *(f"| {label} | {value} |" for label, value in facts),
        "",
        "| Column | Type | Mandatory | Personal | Meaning | Headers read |",
        "|---|---|---|---|---|---|",
        *(_column(column) for column in stream.columns),
        "",
    ]


def _column(column: Column) -> str:
    mandatory = "value" if column.required else ("header" if column.header_required else "")
    headers = ", ".join(f"`{_code(header)}`" for header in column.headers)
    codes = f" ({', '.join(column.values)})" if column.values and column.type == "code" else ""
    meaning = f"{column.description}{codes}".replace("|", "\\|")
    return f"| `{column.name}` | {column.type} | {mandatory} | {_PERSONAL[column.personal]} | {meaning} | {headers} |"


def _code(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _way(way: Bundled | DropFolder | HttpApi | OpenData) -> str:
    return {"bundled": "shipped", "drop_folder": "drop folder", "http_api": "API", "open_data": "download"}[way.kind]


def _collected(stream: Stream, way: Bundled | DropFolder | HttpApi | OpenData) -> str:
    if isinstance(way, HttpApi):
        path = stream.request.path if stream.request else "with another stream's answer"
        return f"{way.address}, `{path}`, {_login(way)}; {way.rate.calls} requests in {way.rate.seconds:g} s at most"
    if isinstance(way, OpenData):
        dataset = stream.resource.dataset if stream.resource else "–"
        return f"newest of dataset `{dataset}` in the catalogue of {way.address}"
    if isinstance(way, DropFolder):
        marker = "" if way.marker == "none" else f", once its `.{way.marker}` marker is there"
        return f"connection `{way.connection}`, folder `{way.folder}`{marker}"
    return f"shipped in `include/reference_data/{way.folder}`"


def _login(way: HttpApi) -> str:
    if isinstance(way.auth, OAuth2):
        return f"OAuth2 client credentials of connection `{way.connection}`"
    if isinstance(way.auth, ApiKey):
        return f"key of connection `{way.connection}`"
    return "open"


def _format(form: Format) -> str:
    if isinstance(form, CsvFormat):
        return f"CSV `{_code(form.delimiter)}`, {', '.join(form.encodings)}"
    if isinstance(form, XlsxFormat):
        sheets = (
            f", sheet « {form.sheet} »" if form.sheet else (f", sheets `{_code(form.sheets)}`" if form.sheets else "")
        )
        return f"workbook{sheets}{', two header rows' if form.header_levels == 2 else ''}"
    return form.kind.upper()
