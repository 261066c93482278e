"""A database apart on the same server, made for one rebuild and dropped after it; what is served is not touched."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from sress.platform.database import bootstrap, database_url
from sress.platform.settings import Settings
from sress.publication.publication import PublicationRefused

_ONE_AT_A_TIME = "select pg_try_advisory_lock(hashtextextended('sress.reproduce', 0))"


@contextmanager
def scratch_warehouse(settings: Settings, month: str) -> Iterator[Settings]:
    """Settings of an empty warehouse for `month`, in the database `<name>_reproduce` and a home of its own.

    What a killed run left is dropped first. Raises PublicationRefused when another run uses it, or the login
    may not create databases.
    """
    url = urlsplit(database_url(settings))
    name = f"{url.path.strip('/')}_reproduce"
    settings.home.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(urlunsplit(url), autocommit=True) as admin:
        if admin.execute(_ONE_AT_A_TIME).fetchone() != (True,):
            raise PublicationRefused("Une autre reproduction est en cours sur cet entrepôt.")
        _drop(admin, name)
        try:
            admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise PublicationRefused(
                "La reproduction se fait dans une base à part : le compte de l'application doit pouvoir en créer "
                "(alter role … createdb)."
            ) from error
        home = Path(tempfile.mkdtemp(prefix="reproduce-", dir=settings.home))
        try:
            apart = replace(settings, home=home, month=month, database_url=urlunsplit(url._replace(path=f"/{name}")))
            bootstrap(apart)
            yield apart
        finally:
            _drop(admin, name)
            shutil.rmtree(home, ignore_errors=True)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    """Drop the database with whoever is connected; a worker of autovacuum leaves by itself."""
    target = sql.Identifier(name)
    try:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(target))
    except psycopg.errors.InsufficientPrivilege:
        admin.execute(sql.SQL("drop database if exists {}").format(target))
