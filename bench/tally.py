"""Rows on counting: equal shares from files of ballots, beside pabutools' exact fractions and the csv module.

Both sides read a public file and count it in a fresh process; imports are not in the time, and neither is
what the peer needs to be told our ties. A figure stands only where both bought the same works in the same
order.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import geometric_mean, median
from typing import Any

from bench import peers, village
from bench.campaign import FILES
from bench.ground import Ground
from bench.servers import PROJECT
from bench.table import Line, NotMeasured, Row
from peoplesprocess.core.prioritisation.pabulib import read

LARGE, HUGE = 2_500, 25_000
"""From so many voters on a file is large, and its memory is compared."""
LONGEST = 90
HOPELESS = 8
"""A peer whose plain count takes so many seconds is not asked for Add1, which counts again and again."""
SLOW, SLOW_ROUNDS = 5, 3
SLOWEST = 30
"""A peer that takes so many seconds is asked once; LONGEST is where it counts as not finished."""
MEGABYTE = 1024
COUNTS = "counts/s"
OTHER = "pabutools 1.2.3, exact"
MERGED = f"{OTHER}, multiprofile"

SHARED = Row("equal shares, file to winners, geometric mean", OTHER, COUNTS, least=30)
SHARED_LARGE = Row("the same, 2,500 voters or more", MERGED, COUNTS, least=30)
WORST = Row("the same, worst file with 2,500 voters or more", MERGED, COUNTS, least=10)
ADDED_LARGE = Row("Add1 by single units, 2,500 voters or more, geometric mean", MERGED, COUNTS, least=20)
ADDED_SMALL = Row("Add1 by single units, smaller files, geometric mean", MERGED, COUNTS, least=10)
HELD = Row("peak memory, file to winners, worst with 25,000 voters or more", MERGED, "MB", most=0.2)
PASSED = Row("file to winners, 2,500 voters or more, mean (a stretch)", "one csv pass", "ms", most=3)
ROWS = (SHARED, SHARED_LARGE, WORST, ADDED_LARGE, ADDED_SMALL, HELD, PASSED, *village.ROWS)

MOST_HELD = """
def most_held():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
"""
"""The peak of this process alone: ru_maxrss begins with what the process that started it held."""

OURS = f"""
import json, sys, time
from pathlib import Path
from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file
{MOST_HELD}
job = json.loads(sys.argv[1])
told = tally_file(Path(job["file"]), "equal-shares", job["completion"], as_pabulib=True)
seconds = sum(told["seconds"].values())
print(json.dumps({{"winners": told["funded"], "seconds": seconds, "kilobytes": most_held()}}))
"""

THEIRS = f"""
import json, sys, time
from collections import Counter
from pabutools.election import Additive_Borda_Sat, Additive_Cardinal_Sat, Cost_Sat, parse_pabulib
from pabutools.fractions import frac
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule
{MOST_HELD}
GAIN = {{"approval": Cost_Sat, "choose-1": Cost_Sat, "ordinal": Additive_Borda_Sat}}
job = json.loads(sys.argv[1])
begun = time.perf_counter()
instance, profile = parse_pabulib(job["file"])
aside = time.perf_counter()
named = Counter(work for ballot in profile for work in ballot)
points = job["kind"] in ("cumulative", "scoring")
gained = Counter(work for ballot in profile for work in ballot if ballot[work]) if points else named
for work in list(instance):
    if not gained[work]:
        instance.remove(work)
aside = time.perf_counter() - aside
if job["merged"]:
    profile = profile.as_multiprofile()
bought = method_of_equal_shares(
    instance,
    profile,
    sat_class=GAIN.get(job["kind"], Additive_Cardinal_Sat),
    tie_breaking=TieBreakingRule(lambda instance, profile, work: (work.cost, -named[work], work.name)),
    **({{"voter_budget_increment": frac(1)}} if job["completion"] == "add1" else {{}}),
)
winners = [work.name for work in bought]
seconds = time.perf_counter() - begun - aside
print(json.dumps({{"winners": winners, "seconds": seconds, "kilobytes": most_held()}}))
"""

PASS = """
import csv, json, sys, time
begun = time.perf_counter()
with open(json.loads(sys.argv[1])["file"], encoding="utf-8-sig", newline="") as file:
    for row in csv.reader(file, delimiter=";"):
        pass
print(json.dumps({"seconds": time.perf_counter() - begun}))
"""


@dataclass(slots=True)
class Measured:
    """A file with what its rounds took on each side. Units: seconds, kilobytes."""

    name: str
    voters: int
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    passes: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    held_there: list[float] = field(default_factory=list)
    cut_off: bool = False
    """Ours was not finished in time: what stands for it is LONGEST, which flatters it."""

    @property
    def faster(self) -> float:
        """How many times faster ours was."""
        return median(self.theirs) / median(self.ours)


def tally(ground: Ground, folder: Path, rounds: int, seconds: float) -> list[Line]:
    """Measure every public file beside the peer, and a village against limits."""
    return [*_beside_the_peer(rounds), *village.lines(rounds, seconds)]


def _beside_the_peer(rounds: int) -> list[Line]:
    """The rows on files; each says why where there is none."""
    rows = (SHARED, SHARED_LARGE, WORST, ADDED_LARGE, ADDED_SMALL, HELD, PASSED)
    if not FILES.is_dir():
        return [row.shortfalls("the public files are not beside this checkout") for row in rows]
    try:
        plain = _all_files("none", rounds)
        hopeless = {each.name for each in plain if median(each.theirs) > HOPELESS}
        added = _all_files("add1", rounds, leave_out=hopeless)
    except NotMeasured as missing:
        return [row.shortfalls(str(missing)) for row in rows]
    large = [each for each in plain if each.voters >= LARGE and not each.cut_off]
    return [
        _faster(SHARED, plain),
        _faster(SHARED_LARGE, large),
        _worst(WORST, large),
        _faster(ADDED_LARGE, [each for each in added if each.voters >= LARGE]),
        _faster(ADDED_SMALL, [each for each in added if each.voters < LARGE]),
        _most_held([each for each in large if each.voters >= HUGE]),
        _passed(large),
    ]


def _faster(row: Row, files: Sequence[Measured]) -> Line:
    if not files:
        return row.shortfalls("no file that both finished")
    ours = geometric_mean(1 / median(each.ours) for each in files)
    theirs = geometric_mean(1 / median(each.theirs) for each in files)
    cut = [each.name for each in files if each.cut_off]
    what = f"{row.what} of {len(files)}" + (
        f" (ours cut off at {LONGEST} s: {', '.join(cut)})" if cut else ""
    )
    return replace(row, what=what).measured([ours], [theirs])


def _worst(row: Row, files: Sequence[Measured]) -> Line:
    if not files:
        return row.shortfalls("no file that both finished")
    worst = min(files, key=lambda each: each.faster)
    row = replace(row, what=f"{row.what}: {worst.name}")
    return row.measured([1 / each for each in worst.ours], [1 / each for each in worst.theirs])


def _most_held(files: Sequence[Measured]) -> Line:
    if not files:
        return HELD.shortfalls("no file that both finished")
    worst = max(files, key=lambda each: median(each.held) / median(each.held_there))
    row = replace(HELD, what=f"{HELD.what}: {worst.name}")
    return row.measured(
        [each / MEGABYTE for each in worst.held], [each / MEGABYTE for each in worst.held_there]
    )


def _passed(files: Sequence[Measured]) -> Line:
    if not files:
        return PASSED.shortfalls("no file that both finished")
    ours = geometric_mean(1000 * median(each.ours) for each in files)
    passes = geometric_mean(1000 * median(each.passes) for each in files)
    return PASSED.measured([ours], [passes])


def _all_files(completion: str, rounds: int, leave_out: Iterable[str] = ()) -> list[Measured]:
    """Every public file that the peer finished in time. Errors: NotMeasured where ours differs or is late."""
    paths = [path for path in sorted(FILES.glob("*.pb")) if path.stem not in leave_out]
    files = (_one_file(path, completion, rounds) for path in paths)
    return [each for each in files if each is not None]


def _one_file(path: Path, completion: str, rounds: int) -> Measured | None:
    """Both sides in turn. Which of the peer's exact profiles is faster was tried: merged, except for few."""
    ballots = read(path, count_blank=True)
    merged = completion == "add1" or ballots.voters >= LARGE
    job = {"file": str(path), "kind": ballots.vote_type, "completion": completion, "merged": merged}
    found = Measured(path.stem, ballots.voters)
    while len(found.ours) < _rounds(rounds, found.theirs):
        try:
            other = _alone(peers.counting(), THEIRS, job)
        except subprocess.TimeoutExpired:
            _say(f"{path.stem}, {completion}: not finished by the peer in {LONGEST} s, left out")
            return None
        try:
            mine = _alone(Path(sys.executable), OURS, job)
        except subprocess.TimeoutExpired:
            found.cut_off = True
            found.ours, found.theirs = [LONGEST], [other["seconds"]]
            _say(f"{path.stem}, {completion}: OURS not finished in {LONGEST} s, peer {found.theirs[0]:.1f} s")
            return found
        if mine["winners"] != other["winners"]:
            raise NotMeasured(f"{path.stem}, {completion}: {mine['winners']}, peer {other['winners']}")
        found.ours.append(mine["seconds"])
        found.theirs.append(other["seconds"])
        found.held.append(mine["kilobytes"])
        found.held_there.append(other["kilobytes"])
        found.passes.append(_alone(Path(sys.executable), PASS, job)["seconds"])
    _say(
        f"{path.stem}, {completion}: {median(found.ours):.4f} s, peer {median(found.theirs):.3f} s, "
        f"{found.faster:.1f} ×; csv pass {median(found.passes):.4f} s; "
        f"{median(found.held) / MEGABYTE:.0f} MB, peer {median(found.held_there) / MEGABYTE:.0f} MB"
    )
    return found


def _rounds(asked: int, theirs: Sequence[float]) -> int:
    """How many rounds there are in all, after what the peer took so far. Units: seconds."""
    slowest = max(theirs, default=0)
    if slowest > SLOWEST:
        return 1
    return min(asked, SLOW_ROUNDS) if slowest > SLOW else asked


def _alone(python: Path, code: str, job: dict[str, Any]) -> dict[str, Any]:
    """What a fresh process says. Errors: NotMeasured, subprocess.TimeoutExpired."""
    done = subprocess.run(
        [str(python), "-W", "ignore", "-c", code, json.dumps(job)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise NotMeasured(f"{Path(job['file']).stem}: {' '.join(last) or 'stopped'}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _say(line: str) -> None:
    print(f"\n  {line}", end="", file=sys.stderr, flush=True)
