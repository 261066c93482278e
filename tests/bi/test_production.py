"""Superset in the production shape: what its files say agrees with what its configuration reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "include" / "dashboards" / "server"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_superset_is_given_every_variable_that_it_reads_and_no_other(compose: dict[str, Any]) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SERVER.glob("*.py"))
    needed = set(re.findall(r"os\.environ\[\"(\w+)\"\]", code))
    read = needed | set(re.findall(r"os\.environ\.get\(\"(\w+)\"", code))
    for name in ("superset", "superset-init"):
        given = set(compose["services"][name]["environment"])
        assert needed <= given <= read, name
        assert "SRESS_DATABASE_URL" not in given, "the pipeline's login stays with the pipeline"


def test_the_dashboards_are_loaded_once_superset_answers(compose: dict[str, Any]) -> None:
    service = compose["services"]["superset-load"]
    assert service["command"] == ["sress", "bi", "load"]
    assert service["depends_on"]["superset"] == {"condition": "service_healthy"}
    assert service["environment"]["SRESS_SUPERSET_URL"] == "http://superset:8088"
    assert compose["services"]["superset"]["ports"] == ["127.0.0.1:8088:8088"]


def test_the_image_has_the_locked_packages_and_files_that_exist(compose: dict[str, Any]) -> None:
    dockerfile = (ROOT / compose["services"]["superset"]["build"]["dockerfile"]).read_text(encoding="utf-8")
    for line in re.findall(r"^COPY .*$", dockerfile, flags=re.MULTILINE):
        *sources, _ = [part for part in line.split()[1:] if not part.startswith("--")]
        assert all((ROOT / source).exists() for source in sources), line
    assert "--require-hashes --compile-bytecode requirements/superset.txt" in dockerfile
    assert compose["services"]["superset-init"]["command"] == ["python", "server/prepare.py"]


def test_its_database_is_made_with_the_others(compose: dict[str, Any]) -> None:
    script = (ROOT / "include" / "sress" / "platform" / "create_databases.sh").read_text(encoding="utf-8")
    assert "create database superset owner superset;" in script
    given = set(compose["services"]["postgres"]["environment"])
    assert set(re.findall(r"\$(\w+_PASSWORD)", script)) <= given


def test_nothing_of_superset_speaks_to_the_outside() -> None:
    config = (SERVER / "superset_config.py").read_text(encoding="utf-8")
    assert "scarf" not in config
    assert not re.findall(r"https://", config)
    for flag in ("ALERT_REPORTS", "THUMBNAILS"):
        assert f'"{flag}": False' in config
