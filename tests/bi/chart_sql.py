"""The SQL behind a chart, put together without Superset: the dataset's own, then the chart's query around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2.sandbox import SandboxedEnvironment
from sress.bi.assets import Asset
from sress.bi.query_context import query_context

Chosen = dict[str, list[str]]
_OPERATORS = {"==": "="}


def dataset_sql(dataset: dict[str, Any], chosen: Chosen | None = None) -> str:
    """What Superset's template processor makes of a completed dataset, with these filter values chosen."""
    values = chosen or {}
    environment = SandboxedEnvironment()
    environment.filters["where_in"] = lambda found: f"({', '.join(_literal(value) for value in found)})"
    return environment.from_string(dataset["sql"]).render(
        cache_key_wrapper=lambda key: key,
        served_publication=lambda: 0,
        filter_values=lambda column, default=None, remove_filter=False: values.get(column, []),
    )


def chart_sql(chart: dict[str, Any], dataset: dict[str, Any], chosen: Chosen | None = None) -> str:
    """The statement of a chart; a chosen value filters where the dataset has its column, as Superset does."""
    (query,) = query_context(chart["params"])["queries"]
    columns = [_column(column) for column in query["columns"]]
    metrics = [f"{_metric(metric)} as {_name(metric['label'])}" for metric in query["metrics"] or []]
    known = {column["column_name"] for column in dataset["columns"]}
    removed = {column for column in chosen or {} if f"filter_values('{column}', remove_filter=True)" in dataset["sql"]}
    conditions = [_condition(item) for item in query["filters"]]
    conditions += [query["extras"]["where"]] if query["extras"]["where"] else []
    conditions += [
        f"{_name(column)} in ({', '.join(_literal(value) for value in values)})"
        for column, values in (chosen or {}).items()
        if column in known - removed
    ]
    parts = [
        f"select {', '.join([*columns, *metrics])} from ({dataset_sql(dataset, chosen)}) as virtual_table",
        f"where {' and '.join(conditions)}" if conditions else "",
        f"group by {', '.join(columns)}" if metrics and columns else "",
        f"order by {', '.join(_order(query['orderby']))}" if query["orderby"] else "",
        f"limit {query['row_limit']}",
    ]
    return "\n".join(part for part in parts if part)


def used_columns(chart: dict[str, Any]) -> set[str]:
    """Columns of its dataset that a chart names."""
    (query,) = query_context(chart["params"])["queries"]
    metrics = [metric["column"]["column_name"] for metric in query["metrics"] or []]
    ordered = [
        item if isinstance(item, str) else item["column"]["column_name"] for item, _ in query["orderby"]
    ]
    columns = [column if isinstance(column, str) else column["sqlExpression"] for column in query["columns"]]
    return {*columns, *metrics, *ordered, *(item["col"] for item in query["filters"])}


def by_uuid(assets: Iterable[Asset], kind: str) -> dict[str, dict[str, Any]]:
    """The contents of one kind by their uuid."""
    return {asset.content["uuid"]: asset.content for asset in assets if asset.kind == kind}


def _metric(metric: dict[str, Any]) -> str:
    return f"{metric['aggregate']}({_name(metric['column']['column_name'])})"


def _column(column: str | dict[str, Any]) -> str:
    """A plain column, or the axis of a series."""
    return _name(column if isinstance(column, str) else column["sqlExpression"])


def _order(order: list[list[Any]]) -> list[str]:
    names = [(_name(item) if isinstance(item, str) else _metric(item), ascending) for item, ascending in order]
    return [f"{name} {'asc' if ascending else 'desc'}" for name, ascending in names]


def _condition(item: dict[str, Any]) -> str:
    return f"{_name(item['col'])} {_OPERATORS.get(item['op'], item['op'])} {_literal(item['val'])}"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _literal(value: Any) -> str:
    return "'" + str(value).replace("'", "''") + "'" if isinstance(value, str) else str(value)
