"""The query that a chart's page sends, derived from the chart's parameters.

Superset keeps it beside the chart only once somebody has opened and saved it there; without it the server cannot
answer for the chart. It is the page's own query to the letter: another one would be kept in the cache under another
key and warm nothing. Covers the kinds of chart that include/dashboards uses.
"""

from __future__ import annotations

import json
from typing import Any

Params = dict[str, Any]


def query_context(params: Params) -> dict[str, Any]:
    """The query context of a chart of kind handlebars, table or ECharts series. Raises KeyError on another kind."""
    query = _BUILDERS[params["viz_type"]](params)
    return {
        "datasource": {"id": 0, "type": "table"},
        "force": False,
        "queries": [{**_common(params), **query}],
        "form_data": params,
        "result_format": "json",
        "result_type": "full",
    }


def _common(params: Params) -> dict[str, Any]:
    return {
        "filters": [
            {"col": item["subject"], "op": item["operator"], "val": item["comparator"]}
            for item in params["adhoc_filters"]
            if item["expressionType"] == "SIMPLE"
        ],
        "extras": _extras(params),
        "applied_time_extras": {},
        "columns": [],
        "metrics": [],
        "orderby": [],
        "annotation_layers": [],
        "row_limit": params["row_limit"],
        "series_limit": 0,
        "group_others_when_limit_reached": False,
        "order_desc": params.get("order_desc", True),
        "url_params": {},
        "custom_params": {},
        "custom_form_data": {},
    }


def _extras(params: Params) -> dict[str, Any]:
    conditions = [item["sqlExpression"] for item in params["adhoc_filters"] if item["expressionType"] == "SQL"]
    return {"having": "", "where": " AND ".join(f"({condition})" for condition in conditions)}


def _table(params: Params) -> dict[str, Any]:
    if params["query_mode"] == "raw":
        order = [json.loads(item) for item in params["order_by_cols"]]
        # No metrics at all, not an empty list of them: with a list the rows would be grouped.
        query: dict[str, Any] = {"columns": params["all_columns"], "metrics": None, "orderby": order}
    else:
        sort, descending = params["timeseries_limit_metric"], params["order_desc"]
        query = {
            "columns": params["groupby"],
            "metrics": params["metrics"],
            "orderby": [[sort, not descending]],
            "series_limit_metric": sort,
        }
    if params["viz_type"] == "table":
        query |= {"post_processing": [], "time_offsets": []}
    return query


def _series(params: Params) -> dict[str, Any]:
    axis, groupby, metrics = params["x_axis"], params["groupby"], params["metrics"]
    column = {
        "timeGrain": None,
        "columnType": "BASE_AXIS",
        "sqlExpression": axis,
        "label": axis,
        "expressionType": "SQL",
        "isColumnReference": True,
    }
    pivot = {
        "index": [axis],
        "columns": groupby,
        "aggregates": {metric["label"]: {"operator": "mean"} for metric in metrics},
        "drop_missing_columns": False,
    }
    processing: list[dict[str, Any]] = [{"operation": "pivot", "options": pivot}]
    if len(metrics) == 1 and groupby:
        unnamed = {"columns": {metrics[0]["label"]: None}, "level": 0, "inplace": True}
        processing.append({"operation": "rename", "options": unnamed})
    return {
        "columns": [column, *groupby],
        "extras": {"time_grain_sqla": None, **_extras(params)},
        "series_columns": groupby,
        "metrics": metrics,
        "orderby": [[metrics[0], False]],
        "time_offsets": [],
        "post_processing": [*processing, {"operation": "flatten"}],
    }


_BUILDERS = {
    "handlebars": _table,
    "table": _table,
    "echarts_timeseries_bar": _series,
    "echarts_timeseries_line": _series,
}
