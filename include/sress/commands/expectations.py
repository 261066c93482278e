"""`sress expectations`: the suites of both gates, read, written and checked."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from sress.commands.output import AsJson, console, environment_settings, failed, print_json, print_rows, wrong_use
from sress.platform.settings import Settings

app = typer.Typer(help="The suites of expectations: one file a mart, one a stream.", no_args_is_help=True)
_LISTED = ["gate", "suite", "expectations", "critical", "warning", "version", "protects"]

Name = Annotated[str, typer.Argument(help="A mart (fct_dossier) or a stream (region_dispositifs.dossiers).")]
Severity = Annotated[str | None, typer.Option(help="critical or warning.")]
Owner = Annotated[str | None, typer.Option(help="Who answers for it.")]
Message = Annotated[str | None, typer.Option(help="The French sentence that says what it protects.")]
Set = Annotated[list[str] | None, typer.Option("--set", help="An argument, key=value; the value may be JSON.")]


@app.command("list")
def list_suites(as_json: AsJson = False) -> None:
    """Every suite, with its version."""
    from sress.quality.suites import InvalidSuite, read_stream_suites, read_suites

    folder = environment_settings().expectations_dir
    try:
        found = [(1, suite) for suite in read_stream_suites(folder)] + [(2, suite) for suite in read_suites(folder)]
    except InvalidSuite as error:
        failed(str(error))
    rows = [_row(gate, suite.name, suite.sha256, json.loads(suite.path.read_text("utf-8"))) for gate, suite in found]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, _LISTED)


@app.command()
def show(name: Name, as_json: AsJson = False) -> None:
    """One suite, its expectations numbered as `edit` asks for them."""
    suite = _read(environment_settings(), name)
    if as_json:
        print_json(suite)
        return
    console.print(f"{name} — {(suite.get('meta') or {}).get('protects_fr', '')}", markup=False)
    for number, one in enumerate(suite["expectations"], start=1):
        meta = one.get("meta") or {}
        said = f"{one.get('severity')}  {meta.get('message_fr')}  [{meta.get('owner')}]"
        console.print(f"{number:>3}  {said}", markup=False)
        console.print(f"     {one['type']} {json.dumps(one.get('kwargs'), ensure_ascii=False)}", markup=False)


@app.command()
def new(
    name: Name, owner: Annotated[str, typer.Option(help="Who answers for a mart.")] = "CRESS, observatoire"
) -> None:
    """Write a first suite from the contract or the mart's description. Exit code 1 when there is one already."""
    from sress.contracts.load import UnknownStream, find_stream, load_contracts
    from sress.quality.first_suite import first_mart_suite, first_stream_suite
    from sress.quality.suites import suite_path
    from sress.quality.writing import write_suite

    settings = environment_settings()
    if suite_path(settings.expectations_dir, name).exists():
        failed(f"{name} has a suite already: sress expectations edit {name}")
    try:
        if "." in name:
            source, stream = name.split(".", 1)
            contract, _ = find_stream(load_contracts(settings.contracts_dir), source, stream)
            suite = first_stream_suite(contract, stream)
        else:
            suite = first_mart_suite(settings.dbt_dir, name, owner)
    except (LookupError, UnknownStream) as error:
        wrong_use(str(error))
    path = write_suite(settings.expectations_dir, suite)
    console.print(f"{path}: {len(suite['expectations'])} expectations; read them and change their numbers")


@app.command()
def edit(
    name: Name,
    add: Annotated[str | None, typer.Option(help="Type of the expectation to add.")] = None,
    change: Annotated[int | None, typer.Option(help="Number of the expectation to change.")] = None,
    remove: Annotated[int | None, typer.Option(help="Number of the expectation to remove.")] = None,
    severity: Severity = None,
    owner: Owner = None,
    message: Message = None,
    arguments: Set = None,
) -> None:
    """Add, change or remove one expectation. Exit code 1, and nothing written, when it would be malformed."""
    from sress.quality import editing
    from sress.quality.suites import InvalidSuite

    if sum(option is not None for option in (add, change, remove)) != 1:
        wrong_use("one of --add TYPE, --change NUMBER, --remove NUMBER")
    settings = environment_settings()
    asked = editing.Change(add, severity, owner, message, _arguments(arguments or []))
    try:
        if remove is not None:
            editing.remove(settings, name, remove)
        elif change is not None:
            editing.change(settings, name, change, asked)
        else:
            editing.add(settings, name, asked)
    except LookupError as error:
        wrong_use(str(error))
    except InvalidSuite as error:
        failed(str(error))
    console.print(f"{name} written; its version is new from the next run on")


@app.command()
def check(as_json: AsJson = False) -> None:
    """What is malformed: unknown column or type, no owner, no sentence, other severity. Exit code 1 if anything is."""
    from sress.quality.review import review

    found = review(environment_settings())
    if as_json:
        print_json(found)
    for line in () if as_json else found or ["every suite is well formed"]:
        console.print(line, markup=False)
    raise typer.Exit(1 if found else 0)


def _read(settings: Settings, name: str) -> dict[str, Any]:
    from sress.quality.editing import read_suite
    from sress.quality.suites import InvalidSuite

    try:
        return read_suite(settings.expectations_dir, name)
    except LookupError as error:
        wrong_use(str(error))
    except InvalidSuite as error:
        failed(str(error))


def _row(gate: int, name: str, sha256: str, suite: dict[str, Any]) -> dict[str, Any]:
    severities = [one["severity"] for one in suite["expectations"]]
    return {
        "gate": gate,
        "suite": name,
        "expectations": len(severities),
        "critical": severities.count("critical"),
        "warning": severities.count("warning"),
        "version": sha256[:12],
        "protects": (suite.get("meta") or {}).get("protects_fr"),
    }


def _arguments(given: list[str]) -> dict[str, Any]:
    """`key=value` pairs; a value that is not JSON is text, `null` takes an argument away."""
    told: dict[str, Any] = {}
    for one in given:
        key, mark, text = one.partition("=")
        if not mark:
            wrong_use(f"--set takes key=value, not '{one}'")
        try:
            told[key] = json.loads(text)
        except ValueError:
            told[key] = text
    return told
