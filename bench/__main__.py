"""`python -m bench`: prints one table of ratios and writes bench/latest.json. It never fails."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import link, overview, pages, processes, tally
from bench.ground import Ground, laid
from bench.table import Line, NotMeasured, Row, drawn

LATEST = Path(__file__).parent / "latest.json"
Measure = Callable[[Ground, Path, int, float], list[Line]]

MEASURES: dict[str, tuple[Measure, tuple[Row, ...]]] = {
    "list": (pages.list_of_needs, tuple(pages.LIST_ROWS.values())),
    "unchanged": (pages.unchanged, (pages.UNCHANGED,)),
    "record": (pages.recording, (pages.RECORDED, pages.RECORDED_BARE)),
    "overview": (overview.overview, overview.ROWS),
    "memory": (processes.memory, (processes.HELD, processes.GROWN)),
    "start": (processes.start, (processes.STARTED,)),
    "paint": (link.paint, (link.PAINTED,)),
    "tally": (tally.tally, tally.ROWS),
}


def main() -> None:
    """Measure what was asked for, or everything."""
    asked = _asked()
    # So that servers are stopped on the way out, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as compiled:
        # Both sides start from compiled files, also where Python was told to write none.
        os.environ["PYTHONPYCACHEPREFIX"] = compiled
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        try:
            for name in asked.only or MEASURES:
                print(f"{name} ", end="", file=sys.stderr, flush=True)
                lines += measured(name, asked.rounds, asked.seconds)
                print(file=sys.stderr)
        except KeyboardInterrupt:
            print("\nStopped; this is what there was.", file=sys.stderr)
    if not lines:
        return
    print(drawn(lines))
    print(f"\nMedians of {asked.rounds} rounds, both sides in turn on this machine. Only ratios are results.")
    kept = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "rounds": asked.rounds}
    kept |= {"seconds": asked.seconds, "rows": [line.stored() for line in lines]}
    LATEST.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def measured(name: str, rounds: int, seconds: float) -> list[Line]:
    """Return the lines of one measure on fresh ground; what went wrong is said in them."""
    measure, rows = MEASURES[name]
    with tempfile.TemporaryDirectory() as folder:
        try:
            return measure(laid(Path(folder)), Path(folder), rounds, seconds)
        except NotMeasured as missing:
            why = str(missing)
        except (OSError, subprocess.SubprocessError) as error:
            why = f"{type(error).__name__} {error}"
    return [row.missing(why) for row in rows]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each side is measured (5)")
    parser.add_argument("--seconds", type=float, default=4, help="how long each round of requests lasts (4)")
    parser.add_argument(
        "--only", action="append", choices=MEASURES, help="measure only this; may be repeated"
    )
    asked = parser.parse_args()
    if asked.rounds < 1 or asked.seconds < 1:
        parser.error("there must be at least one round, of at least one second")
    return asked


if __name__ == "__main__":
    main()
