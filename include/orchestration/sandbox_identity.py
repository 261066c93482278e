"""Hold the last build's projects against the sandbox's own: its judge, never the pipeline's."""

from __future__ import annotations

import json
import os

from sandbox.judge_identity import Judgement, judge, record_key
from sress.platform.database import connect
from sress.platform.settings import Settings

_RECORDS = """
select sighting.sighting_key, sighting.source_code, sighting.stream, sighting.reference, member.project_id
from intermediate.int_project__sightings sighting join matching.member using (sighting_key)
"""
_CANDIDATES = "select left_key, right_key from matching.candidate"


def judge_identities(settings: Settings) -> Judgement | None:
    """How well records were matched; None without a sandbox or before a first build."""
    if os.environ.get("SRESS_SANDBOX", "1") == "0":
        return None
    path = settings.home / "sandbox" / "core.json"
    with connect(settings, "engineer") as connection:
        built = connection.execute("select to_regclass('intermediate.int_project__sightings')").fetchone()
        if not path.is_file() or built == (None,):
            return None
        records = connection.execute(_RECORDS).fetchall()
        candidates = connection.execute(_CANDIDATES).fetchall()
    keys = {key: record_key(source, stream, reference) for key, source, stream, reference, _ in records}
    members = {keys[key]: project for key, _, _, _, project in records}
    identities = json.loads(path.read_text(encoding="utf-8"))["identities"]
    return judge(identities, members, [(keys[left], keys[right]) for left, right in candidates])
