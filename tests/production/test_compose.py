"""The production shape is held against the project: no Docker engine is needed to read it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
AIRFLOW_SERVICES = (
    "airflow-api-server",
    "airflow-scheduler",
    "airflow-dag-processor",
    "airflow-triggerer",
    "airflow-worker",
)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_services_of_production_are_there(compose: dict[str, Any]) -> None:
    assert {"postgres", "redis", "smtp", "airflow-init", *AIRFLOW_SERVICES} <= set(compose["services"])


def test_airflow_services_run_what_airflow_knows(compose: dict[str, Any]) -> None:
    from airflow.cli.cli_parser import ALL_COMMANDS_DICT

    for name in AIRFLOW_SERVICES:
        program, command, *_ = compose["services"][name]["command"]
        assert program == "airflow"
        assert command in ALL_COMMANDS_DICT or command == "celery", name


def test_every_airflow_variable_is_an_option_that_airflow_reads(compose: dict[str, Any]) -> None:
    from airflow.configuration import retrieve_configuration_description

    known = {
        f"AIRFLOW__{section.upper()}__{option.upper()}"
        for section, content in retrieve_configuration_description(include_providers=True).items()
        for option in content["options"]
    }
    given = {name for name in compose["x-airflow"]["environment"] if name.startswith("AIRFLOW__")}
    assert given <= known, given - known


def test_every_sress_variable_is_read_by_the_project(compose: dict[str, Any], dockerfile: str) -> None:
    given = {name for name in compose["x-airflow"]["environment"] if name.startswith("SRESS_")}
    given |= set(re.findall(r"(SRESS_[A-Z_]+)=", dockerfile))
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "include").rglob("*.py"))
    missing = [name for name in given if name not in code]
    assert not missing


def test_no_password_has_a_default_and_nothing_listens_beyond_loopback(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in re.findall(r"\$\{([A-Z_]*(?:PASSWORD|SECRET|KEY)[A-Z_]*)([^}]*)\}", text):
        assert name[1] == ":?", name
    for service in compose["services"].values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), port


def test_images_are_pinned_and_the_dags_are_where_the_image_puts_them(compose: dict[str, Any], dockerfile: str) -> None:
    for name, service in compose["services"].items():
        assert re.fullmatch(r"[\w./-]+:[\w.-]+", service["image"]), name
        assert not service["image"].endswith(":latest"), name
    folder = compose["x-airflow"]["environment"]["AIRFLOW__CORE__DAGS_FOLDER"]
    assert folder == "/opt/sress/dags"
    assert "WORKDIR /opt/sress" in dockerfile
    assert "dags/ dags/" in dockerfile


def test_what_the_image_copies_exists_and_is_locked(dockerfile: str, compose: dict[str, Any]) -> None:
    for line in re.findall(r"^COPY .*$", dockerfile, flags=re.MULTILINE):
        *sources, _ = [part for part in line.split()[1:] if not part.startswith("--")]
        for source in sources:
            assert (ROOT / source).exists(), source
    assert "--require-hashes" in dockerfile
    for volume in compose["services"]["postgres"]["volumes"]:
        if volume.startswith("./"):
            assert (ROOT / volume.split(":")[0]).exists(), volume


def test_postgres_is_the_same_major_version_as_the_embedded_one(compose: dict[str, Any]) -> None:
    assert compose["services"]["postgres"]["image"].startswith("postgres:18")
