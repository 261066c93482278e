"""Settings: the defaults, and a clear refusal of what cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sress.platform.settings import Settings, last_complete_month


@pytest.mark.parametrize(
    ("today", "month"), [(date(2026, 11, 22), "2026-10"), (date(2027, 1, 3), "2026-12"), (date(2024, 3, 31), "2024-02")]
)
def test_the_default_month_is_the_last_complete_one(today: date, month: str) -> None:
    assert last_complete_month(today) == month


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SRESS_HOME", str(tmp_path / "état"))
    monkeypatch.setenv("SRESS_MONTH", "2024-02")
    monkeypatch.setenv("SRESS_SANDBOX_DIRT", "3")
    settings = Settings.from_env()
    assert settings.home == tmp_path / "état"
    assert settings.cut_off == date(2024, 2, 29)
    assert (settings.sandbox_seed, settings.sandbox_dirt, settings.sandbox_scale) == (1, 3, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SRESS_MONTH", "2026-13"), ("SRESS_MONTH", "octobre"), ("SRESS_SANDBOX_DIRT", "4"), ("SRESS_SANDBOX_SEED", "-1")],
)
def test_a_value_that_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=name):
        Settings.from_env()
