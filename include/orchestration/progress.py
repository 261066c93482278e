"""Live progress of the main job: a rich display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

_PLAIN_WIDTH = 140
_MARKS = {"done": ("✓", "green"), "failed": ("✗", "red"), "warned": ("!", "yellow")}


def _own_console() -> Console:
    """A console that stays on the screen while Airflow's output goes to a file; wide where nobody measures."""
    stdout = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1, encoding="utf-8")
    return Console(file=stdout, highlight=False, soft_wrap=True, width=None if stdout.isatty() else _PLAIN_WIDTH)


@dataclass
class Step:
    """One line of the display; `detail` may change while it runs."""

    name: str
    detail: str = ""
    state: str = "running"
    started: float = field(default_factory=time.monotonic)
    seconds: float | None = None

    def finish(self, state: str, detail: str = "") -> None:
        """End the step as done, warned or failed."""
        self.state = state
        self.detail = detail or self.detail
        self.seconds = time.monotonic() - self.started


class Progress:
    """The steps of one run. Give it a plain file and it prints a line when a step ends."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or _own_console()
        self.steps: list[Step] = []
        self._live: Live | None = None

    @contextmanager
    def running(self) -> Iterator[Progress]:
        """Show the display until the block ends."""
        if not self.console.is_terminal:
            yield self
            return
        with Live(get_renderable=self._table, console=self.console, refresh_per_second=8) as live:
            self._live = live
            yield self
            self._live = None

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """A step; an exception marks it failed and goes on up."""
        step = Step(name)
        self.steps.append(step)
        try:
            yield step
        except BaseException as error:
            step.finish("failed", str(error).splitlines()[0] if str(error) else type(error).__name__)
            self._print(step)
            raise
        if step.state == "running":
            step.finish("done")
        self._print(step)

    def _print(self, step: Step) -> None:
        if not self.console.is_terminal:
            mark, _ = _MARKS[step.state]
            self.console.print(f"{mark} {step.name:<34} {step.seconds:6.1f} s  {step.detail}")

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 1))
        for step in self.steps:
            if step.state == "running":
                mark: Spinner | Text = Spinner("dots")
                seconds = time.monotonic() - step.started
            else:
                sign, colour = _MARKS[step.state]
                mark, seconds = Text(sign, style=colour), step.seconds or 0.0
            table.add_row(mark, Text(step.name), Text(f"{seconds:5.1f} s", style="dim"), Text(step.detail, style="dim"))
        return table
