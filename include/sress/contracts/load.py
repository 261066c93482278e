"""Read the contracts from YAML; a mistake is reported with its file, line and field."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from sress.contracts.model import Contract, Stream


class ContractError(Exception):
    """A contract that cannot be used. The message names file, line and field."""


class UnknownStream(Exception):
    """No contract has this source or stream."""


def load_contracts(folder: Path) -> dict[str, Contract]:
    """All contracts of a folder by source id, in name order. Raises ContractError."""
    contracts = {}
    for path in sorted(folder.glob("*.yml")):
        contract = load_contract(path)
        if contract.source != path.stem:
            raise ContractError(f"{path.name}, field source: '{contract.source}' is not the file's name")
        contracts[contract.source] = contract
    return contracts


def load_contract(path: Path) -> Contract:
    """One contract. Raises ContractError naming file, line and field."""
    text = path.read_text(encoding="utf-8")
    try:
        document = yaml.safe_load(text)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ContractError(f"{path.name}, line {line}: not valid YAML ({error})") from error
    try:
        return Contract.model_validate(document)
    except ValidationError as error:
        raise ContractError("\n".join(_complaints(path, tree, error))) from error


def find_stream(contracts: dict[str, Contract], source: str, stream: str) -> tuple[Contract, Stream]:
    """The contract and stream of these names. Raises UnknownStream listing what exists."""
    if source not in contracts:
        raise UnknownStream(f"unknown source '{source}'; known: {', '.join(contracts)}")
    contract = contracts[source]
    if stream not in contract.streams:
        raise UnknownStream(f"'{source}' has no stream '{stream}'; it has: {', '.join(contract.streams)}")
    return contract, contract.streams[stream]


def _complaints(path: Path, tree: yaml.Node | None, error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors():
        location = problem["loc"]
        field = ".".join(str(part) for part in location) or "(contract)"
        lines.append(f"{path.name}, line {_line_of(tree, location)}, field {field}: {problem['msg']}")
    return lines


def _line_of(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The 1-based line of the deepest node on the way to `location` that exists in the file."""
    line = 1 if node is None else node.start_mark.line + 1
    for part in location:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, child = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            child = node.value[part]
            line = child.start_mark.line + 1
        node = child if child is not None else node
    return line
