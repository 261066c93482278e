"""Airflow's connections in the form that collecting wants."""

from __future__ import annotations

from sress.collect.connection import Connection

_SCHEMES = {"http": "https", "ftp": "sftp", "aws": "s3"}


def airflow_connection(name: str) -> Connection | None:
    """The connection of this id from any of Airflow's stores, None when there is none.

    The address is the extra `url` where there is one; else host, port and path are put together, with
    the connection's type as scheme unless the host has its own.
    """
    from airflow.sdk import Connection as Stored
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        stored = Stored.get(name)
    except AirflowNotFoundException:
        return None
    extra = dict(stored.extra_dejson or {})
    url = extra.pop("url", None) or _address(stored.conn_type, stored.host, stored.port, stored.schema)
    return Connection(url=url, login=stored.login, password=stored.password, extra=extra)


def _address(kind: str, host: str | None, port: int | None, path: str | None) -> str | None:
    if not host:
        return None
    base = host if "://" in host else f"{_SCHEMES.get(kind, kind)}://{host}"
    return f"{base}{f':{port}' if port else ''}{'/' + path.strip('/') if path else ''}"
