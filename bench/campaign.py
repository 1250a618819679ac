"""`make campaign`: thousands of random counts and all public files, ours against pabutools' exact fractions.

Not a part of the tests: it takes minutes. It stops with 1 at any difference, and prints the first.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from math import lcm
from pathlib import Path
from typing import Any

from bench import peers
from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup, checked
from peoplesprocess.core.prioritisation.equal_shares import equal_shares
from peoplesprocess.core.prioritisation.most_votes import most_votes
from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file

FILES = Path(__file__).parents[2] / "shared" / "data" / "pb"
RULES = ("greedy", "mes", "add1", "add1u")
BATCH = 250
Drawn = dict[str, Any]

PEER = """
import json, sys, time
from collections import Counter
from fractions import Fraction
from pabutools.election import (
    Additive_Borda_Sat, Additive_Cardinal_Sat, ApprovalBallot, ApprovalProfile, CardinalBallot,
    CardinalProfile, Cost_Sat, Instance, Project, parse_pabulib,
)
from pabutools.fractions import frac
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule

GAIN = {"approval": Cost_Sat, "choose-1": Cost_Sat, "ordinal": Additive_Borda_Sat}


def exact(text):
    value = Fraction(text)
    return frac(value.numerator, value.denominator)


def drawn(job):
    works = {key: Project(key, exact(cost)) for key, cost in job["works"]}
    ballots = [
        ApprovalBallot([works[key] for key in ballot]) if job["kind"] == "approval"
        else CardinalBallot({works[key]: frac(points) for key, points in ballot.items()})
        for ballot in job["ballots"]
    ]
    instance = Instance(list(works.values()), budget_limit=exact(job["budget"]))
    make = ApprovalProfile if job["kind"] == "approval" else CardinalProfile
    return instance, make(ballots, instance=instance)


def counted(job):
    begun = time.perf_counter()
    instance, profile = parse_pabulib(job["file"]) if "file" in job else drawn(job)
    named = Counter(work for ballot in profile for work in ballot)
    points = job["kind"] in ("cumulative", "scoring", "points")
    gained = Counter(work for ballot in profile for work in ballot if ballot[work]) if points else named
    for work in list(instance):
        if not gained[work]:
            instance.remove(work)
    if job.get("merged"):
        profile = profile.as_multiprofile()
    ties = TieBreakingRule(lambda instance, profile, work: (work.cost, -named[work], work.name))
    common = {"sat_class": GAIN.get(job["kind"], Additive_Cardinal_Sat), "tie_breaking": ties}
    winners = {}
    for rule in job["rules"]:
        if rule == "greedy":
            bought = greedy_utilitarian_welfare(instance, profile, **common)
        elif rule == "mes":
            bought = method_of_equal_shares(instance, profile, **common)
        else:
            bought = method_of_equal_shares(instance, profile, voter_budget_increment=frac(1), **common)
        if rule == "add1u":
            bought = greedy_utilitarian_welfare(
                instance, profile, initial_budget_allocation=bought, **common
            )
        winners[rule] = [work.name for work in bought]
    return {
        "winners": winners,
        "seconds": time.perf_counter() - begun,
        "kilobytes": most_held(),
    }


def most_held():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


for line in sys.stdin:
    print(json.dumps([counted(job) for job in json.loads(line)]), flush=True)
"""


def asked(jobs: Sequence[Drawn], seconds: float = 600) -> list[Drawn]:
    """Return what a fresh pabutools answers to each job. Errors: subprocess.TimeoutExpired, NotMeasured."""
    done = subprocess.run(
        [str(peers.counting()), "-W", "ignore", "-c", PEER],
        input=json.dumps(jobs) + "\n",
        capture_output=True,
        text=True,
        timeout=seconds,
        check=True,
    )
    answers: list[Drawn] = json.loads(done.stdout.splitlines()[-1])
    return answers


def instances(dice: random.Random) -> Iterator[Drawn]:
    """Draw small counts without end: ties, equal costs, blank ballots, works without votes, cents."""
    while True:
        keys = [f"p{number}" for number in range(1, dice.randint(1, 8) + 1)]
        dice.shuffle(keys)
        cents = dice.choice((("",), ("",), ("", ".5"), ("", ".25", ".10", ".99")))
        dearest = dice.choice((1, 3, 12, 60))
        costs = [f"{dice.randint(1, dearest)}{dice.choice(cents)}" for _ in keys]
        likely = dice.choice((0.1, 0.3, 0.5, 0.8))
        popular = [key for key in keys if dice.random() < 0.9]
        shapes = [
            [key for key in popular if dice.random() < likely] for _ in range(dice.randint(1, 6))
        ]  # few shapes for many ballots give the ties
        ballots: list[Any] = [list(dice.choice(shapes)) for _ in range(dice.randint(1, 14))]
        kind = dice.choice(("approval", "points"))
        if kind == "points":
            most = dice.choice((1, 2, 5))
            ballots = [{key: dice.randint(0, most) for key in ballot} for ballot in ballots]
        total = sum(map(Fraction, costs))
        budget = max(1, round(float(total) * dice.choice((0.2, 0.5, 0.8, 1.0, 1.3))))
        yield {
            "kind": kind,
            "works": list(zip(keys, costs, strict=True)),
            "ballots": ballots,
            "budget": f"{budget}{dice.choice(cents)}",
            "rules": list(RULES),
        }


def as_count(drawn: Drawn, dice: random.Random) -> AllocationInput:
    """Return the count that we make of it; equal ballots are one voter group in half of the cases."""
    costs = {key: Fraction(cost) for key, cost in drawn["works"]}
    budget = Fraction(drawn["budget"])
    scale = lcm(budget.denominator, *(cost.denominator for cost in costs.values()))
    people: dict[str, int] = {}
    apart = dice.random() < 0.5
    for place, ballot in enumerate(drawn["ballots"]):
        cast = json.dumps([place if apart else 0, ballot])
        people[cast] = people.get(cast, 0) + 1
    voter_groups = tuple(_voter_group(cast, number) for cast, number in people.items())
    works = tuple(CostedWork(key, int(cost * scale)) for key, cost in costs.items())
    lot = tuple(sorted(costs))
    return checked(
        AllocationInput(works, voter_groups, int(budget * scale), tie_break_order=lot, scale=scale)
    )


def _voter_group(cast: str, people: int) -> VoterGroup:
    ballot = json.loads(cast)[1]
    return VoterGroup("", people, dict.fromkeys(ballot, 1), ballot if isinstance(ballot, dict) else {})


def ours(count: AllocationInput) -> dict[str, list[str]]:
    """Return what each rule buys here, counted as Pabulib does."""
    bought = {"greedy": most_votes(count, per_cost=True)}
    for rule in RULES[1:]:
        completion = "none" if rule == "mes" else rule
        outcome = equal_shares(count, completion, step=count.scale, per_cost=True)
        bought[rule] = list(outcome.funded)
    return bought


def random_counts(number: int, seed: int) -> bool:
    """Compare so many random counts; print how many agreed and the first that did not."""
    dice = random.Random(seed)
    endless, agreed, begun = instances(dice), dict.fromkeys(RULES, 0), time.monotonic()
    first: Drawn | None = None
    for done in range(0, number, BATCH):
        batch = list(islice(endless, min(BATCH, number - done)))
        for drawn, answer in zip(batch, asked(batch), strict=True):
            mine, theirs = ours(as_count(drawn, dice)), answer["winners"]
            for rule in RULES:
                agreed[rule] += mine[rule] == theirs[rule]
            if mine != theirs and first is None:
                first = drawn | {"ours": mine, "theirs": theirs}
    for rule in RULES:
        print(f"{rule:7} {agreed[rule]:6,} of {number:,} random counts: same winners in the same order")
    print(f"seed {seed}, {time.monotonic() - begun:.0f} s")
    if first:
        print("The first difference:\n" + json.dumps(first, ensure_ascii=False))
    return first is None


def public_files(folder: Path) -> bool:
    """Count every public file by every rule and compare with what other implementations found."""
    right = True
    for path in sorted(folder.glob("*.pb")):
        told = json.loads(path.with_suffix(".expected.json").read_text())
        told = told.get("rules", told)
        for rule in RULES:
            expected = told.get(rule)
            if expected is None:
                print(f"{path.stem:62} {rule:7} nobody's result is known")
                continue
            begun = time.monotonic()
            winners = counted(path, rule)
            same = winners == expected.get("winners_in_order", expected.get("order"))
            right &= same
            by = len(expected.get("computed_by", told.get("confirmed_by", ())))
            word = f"as {by} others" if same else f"DIFFERENT: {winners}"
            print(f"{path.stem:62} {rule:7} {word} ({time.monotonic() - begun:.1f} s)", flush=True)
    return right


def counted(path: Path, rule: str) -> object:
    """Return what a rule, by the name that the expected results give it, buys from a file."""
    if rule == "greedy":
        return tally_file(path, "most-votes", "none", as_pabulib=True)["funded"]
    return tally_file(path, "equal-shares", "none" if rule == "mes" else rule, as_pabulib=True)["funded"]


def main() -> None:
    """Run the campaign; exit with 1 at any difference."""
    parser = argparse.ArgumentParser(prog="python -m bench.campaign", description=__doc__)
    parser.add_argument("--counts", type=int, default=4000, help="how many random counts (4000)")
    parser.add_argument("--seed", type=int, default=2026, help="what the random counts are drawn with")
    parser.add_argument("--no-files", action="store_true", help="leave the public files out")
    given = parser.parse_args()
    right = random_counts(given.counts, given.seed)
    if not given.no_files:
        if FILES.is_dir():
            right &= public_files(FILES)
        else:
            print("The public files are not beside this checkout.")
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
