"""What every part of a contract has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """A contract part: an unknown field is a mistake, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
