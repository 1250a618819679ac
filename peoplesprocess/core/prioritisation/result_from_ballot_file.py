"""Counting a file of ballots by itself: anybody can check a result without our database."""

from __future__ import annotations

import gc
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from time import perf_counter

from peoplesprocess.core.prioritisation import pabulib
from peoplesprocess.core.prioritisation.count_input import AllocationInput, checked_works
from peoplesprocess.core.prioritisation.count_seal import seal
from peoplesprocess.core.prioritisation.equal_shares import equal_shares
from peoplesprocess.core.prioritisation.most_votes import most_votes


def tally_file(path: Path, rule: str, completion: str, *, as_pabulib: bool = False) -> dict[str, object]:
    """Return what the file's ballots fund, as plain values for JSON.

    `rule` is "equal-shares" or "most-votes"; `completion` is for the former. With `as_pabulib` blank ballots
    count, the step of Add1 is one unit of money and ties are broken by the project's id. Money is in the
    file's units, an integer if it is whole; mandatory works are paid from it too. Errors: BadBallotFile,
    Refused.
    """
    started = perf_counter()
    # Thousands of ballots are alive to the end: repeated scans for reference cycles would take a third of the
    # time.
    gc.disable()
    try:
        return _tally(path, rule, completion, started, as_pabulib=as_pabulib)
    finally:
        gc.enable()


def _tally(path: Path, rule: str, completion: str, started: float, *, as_pabulib: bool) -> dict[str, object]:
    ballots = pabulib.read(path, count_blank=as_pabulib)
    count = checked_works(ballots.count)
    if as_pabulib:
        count = replace(count, tie_break_order=tuple(sorted(work.key for work in count.works)))
    read = perf_counter()
    if rule == "most-votes":
        funded = most_votes(count, per_cost=as_pabulib)
    else:
        step = count.scale if as_pabulib else 0
        funded = list(equal_shares(count, completion, step=step, per_cost=as_pabulib).funded)
    done = perf_counter()
    cost = sum(work.cost for work in count.works if work.key in count.mandatory.union(funded))
    return {
        "voters": ballots.voters,
        "budget": _in_units(count, count.envelope),
        "rule": rule,
        "completion": completion if rule == "equal-shares" else "none",
        "funded": funded,
        "in_any_case": sorted(count.mandatory),
        "cost": _in_units(count, cost),
        "left": _in_units(count, count.envelope - cost),
        "digest": (digest := count.digest()),
        "seal": seal(digest, ballots.seal_salt),
        "warnings": list(ballots.warnings),
        "seconds": {"read": round(read - started, 6), "count": round(done - read, 6)},
    }


def _in_units(count: AllocationInput, amount: int) -> int | float:
    value = Fraction(amount, count.scale)
    return int(value) if value.denominator == 1 else float(value)
