"""Write a sandbox from the command line: `python -m sandbox --seed 1 --dirt 1 --month 2026-10 --out DIR`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sandbox.write import write_sandbox

REFERENCE = Path(__file__).resolve().parents[1] / "reference_data"


def main() -> None:
    """Read the arguments, write, print the summary as JSON."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Données synthétiques pour essais.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dirt", type=int, default=1)
    parser.add_argument("--month", required=True)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    options = parser.parse_args()
    summary = write_sandbox(
        options.out,
        seed=options.seed,
        dirt=options.dirt,
        month=options.month,
        scale=options.scale,
        reference_dir=options.reference,
    )
    print(json.dumps(summary, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
