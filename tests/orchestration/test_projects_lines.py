"""What the summary of a refresh says of matched projects."""

from __future__ import annotations

from orchestration.summary import projects_lines
from sandbox.judge_identity import Judgement

MATCHING = {"sightings": 120, "projects": 80, "several": 30, "links": {"P0": 25, "P1": 15}, "candidates": {"P3": 4}}


def test_a_run_tells_what_was_matched_and_what_waits() -> None:
    assert projects_lines(MATCHING, None) == [
        "120 records tell of 80 projects, 30 of them on several records (links: 25 by P0, 15 by P1)",
        "4 pairs wait for a person: sress matches list",
    ]


def test_a_run_on_the_sandbox_tells_how_well() -> None:
    judged = Judgement(120, 0, true=50, united=40, right=39, missed=2, candidates=4, true_candidates=3)
    assert projects_lines(MATCHING | {"candidates": {}}, judged)[1:] == [
        "against the sandbox's truth: precision 0.9750, recall 0.780; 4.00% of the true pairs found by neither "
        "rule nor queue"
    ]


def test_a_build_that_matched_nothing_says_nothing() -> None:
    assert projects_lines(None, None) == []
