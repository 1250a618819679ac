"""Public ballots are counted as at least two other programs counted them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "pb"
MOST_DISTINCT = 10_000
"""Add1 of a file with more distinct ballots takes minutes: `make campaign` counts it."""
WAYS = {
    "greedy": ("most-votes", "none"),
    "mes": ("equal-shares", "none"),
    "add1": ("equal-shares", "add1"),
    "add1u": ("equal-shares", "add1u"),
}
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared ballots are not beside this checkout"),
]


def told(path: Path) -> dict[str, Any]:
    return json.loads(path.with_suffix(".expected.json").read_text())


def confirmed() -> list[Any]:
    """Every file and rule whose winners two programs found, but for the slow ones."""
    cases = []
    for path in sorted(FOLDER.glob("*.pb")):
        expected = told(path)
        slow = expected.get("distinct_ballots", 0) > MOST_DISTINCT
        for rule, found in expected.get("rules", expected).items():
            if rule not in WAYS or not found or (slow and rule.startswith("add1")):
                continue
            if len(found.get("computed_by") or expected["confirmed_by"]) >= 2:
                winners = found["winners_in_order"] if "winners_in_order" in found else found["order"]
                cases.append(pytest.param(path, rule, winners, found["cost"], id=f"{path.stem} {rule}"))
    return cases


@pytest.mark.parametrize(("path", "rule", "winners", "cost"), confirmed())
def test_the_winners_are_those_that_others_found(
    path: Path, rule: str, winners: list[str], cost: int | str
) -> None:
    found = tally_file(path, *WAYS[rule], as_pabulib=True)
    assert found["funded"] == winners
    assert float(str(found["cost"])) == float(cost)
    assert found["voters"] == told(path)["voters"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.pb")), ids=lambda path: path.stem)
def test_the_files_are_those_that_were_counted(path: Path) -> None:
    expected = told(path).get("sha256", "")
    assert expected in ("", hashlib.sha256(path.read_bytes()).hexdigest())


def test_there_are_enough_files_to_say_something() -> None:
    assert len(confirmed()) >= 45
