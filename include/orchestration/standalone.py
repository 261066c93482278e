"""The process group of `sress up`: the simulated partners, where they are wanted, and `airflow standalone`."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from sress.platform.settings import Settings

from orchestration.sandbox_partners import sandbox_partners


def main() -> int:
    """Run until Airflow ends; its connections lead to the partners, who serve as long as it runs."""
    with ExitStack() as partners:
        if os.environ.get("SRESS_SANDBOX", "1") != "0":
            partners.enter_context(sandbox_partners(Settings.from_env()))
        return subprocess.call([str(Path(sys.executable).parent / "airflow"), "standalone"])


if __name__ == "__main__":
    sys.exit(main())
