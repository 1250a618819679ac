"""Who gave a money role, who made whose account, who confirms it: every case of two and three people.

A and B are administrators, M is a programme's first manager. `A>M` says that A made M's account, `A~B` that B
came in anew by A's link to a new password; who is not made by anybody was there from the beginning. Whoever
gives first invites the finance officer, and whoever gives after that gives the role again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from peoplesprocess.accounts.unconfirmed_roles_given_again import give_role_again
from peoplesprocess.core.messages import Refused
from tests.factories import MARKET_DAY, Make
from tests.invited import came_in, confirm, membership, new_password, programme_of

ROLES = {"A": "administrator", "B": "administrator", "M": "programme_manager"}
REFUSALS = {
    "gave it": "You gave this role.",
    "from the giver": "You do not count as a second person here: your account was made by the person",
}
# Who made whom, who gives in turn, who confirms, and why not.
CASES = """
         | A   | M | yes
         | M   | A | yes
         | A M | A | yes
         | M A | M | yes
         | A M | M | gave it
A>M      | A   | A | gave it
A>M      | A   | M | from the giver
A>M      | M   | A | yes
A>M      | M   | M | gave it
A>M      | A M | A | yes
A>M      | A M | M | gave it
A>M      | M A | M | from the giver
A>M      | M A | A | gave it
A>M      | A M | B | yes
A>M      | M   | B | yes
A>M      | A   | B | yes
A>M      | B   | A | yes
A>M      | B   | M | yes
A>B A>M  | A   | B | from the giver
A>B A>M  | A   | M | from the giver
A>B A>M  | M   | A | yes
A>B A>M  | M   | B | yes
A>B A>M  | B   | M | yes
A>B A>M  | B   | A | yes
A>B A>M  | A B | A | yes
A>B A>M  | A B | M | yes
A>B A>M  | A M | A | yes
A>B A>M  | A M | B | yes
A>B A>M  | B A | B | from the giver
A>B B>M  | A   | M | from the giver
A>B B>M  | A   | B | from the giver
A>B B>M  | M   | A | yes
A>B B>M  | M   | B | yes
A>B B>M  | B   | A | yes
A>B B>M  | B   | M | from the giver
A>B B>M  | A M | B | yes
A~B      | B   | A | yes
A~B      | A B | A | yes
A~B      | A   | B | from the giver
A~B      | B   | M | yes
"""


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement of a programme."""
    return make.settlement()


def people_of(make: Make, place: Any, made: str) -> dict[str, str]:
    """The user names of A, B and M, of whom some made others; makers stand before whom they made."""
    makers = {each[-1]: each for each in made.split()}
    names: dict[str, str] = {}
    for who, role in ROLES.items():
        if ">" in (how := makers.get(who, "")):
            names[who] = came_in(make, names[how[0]], role, place)
        else:
            names[who] = make.account(role, place)
        if "~" in how:
            new_password(make, names[how[0]], names[who], place, MARKET_DAY - timedelta(days=1))
    return names


def given(make: Make, place: Any, givers: list[str], role: str) -> str:
    """Somebody whom the first of the givers invites to a role, which the others give again."""
    who = came_in(make, givers[0], role, place)
    for giver in givers[1:]:
        with make.act(giver, programme_of(make, place)) as act:
            give_role_again(act, membership(make, who, role))
    return who


@pytest.mark.parametrize("case", CASES.strip("\n").splitlines())
def test_a_money_role_is_confirmed_by_who_neither_gave_it_nor_comes_from_who_gave_it(
    make: Make, place: Any, case: str
) -> None:
    made, givers, confirmer, expected = (part.strip() for part in case.split("|"))
    names = people_of(make, place, made)
    officer = given(make, place, [names[giver] for giver in givers.split()], "finance_officer")
    assert why_not(make, place, names[confirmer], officer, "finance_officer").startswith(
        REFUSALS.get(expected, "confirmed")
    )


@pytest.mark.parametrize(
    ("givers", "confirmer", "expected"),
    [
        ("A", "M", "from the giver"),
        ("A", "B", "yes"),
        ("M", "A", "yes"),
        ("AM", "A", "yes"),
        ("AM", "M", "gave it"),
    ],
)
def test_a_role_that_only_signs_is_confirmed_by_the_same_rule(
    make: Make, place: Any, givers: str, confirmer: str, expected: str
) -> None:
    names = people_of(make, place, "A>M")
    chair = given(make, place, [names[giver] for giver in givers], "committee_officer")
    assert why_not(make, place, names[confirmer], chair, "committee_officer").startswith(
        REFUSALS.get(expected, "confirmed")
    )


def why_not(make: Make, place: Any, confirmer: str, who: str, role: str) -> str:
    """Confirm somebody's role; what is said if it is refused, else "confirmed"."""
    try:
        confirm(make, confirmer, who, role, place)
    except Refused as refusal:
        return str(getattr(refusal.sentence, "text", ""))
    return "confirmed"
