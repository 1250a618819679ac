"""A round that chooses works under an envelope: from sheets to circles, and the result as it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from peoplesprocess.core.prioritisation import GroupTally
from peoplesprocess.core.prioritisation.counts import Circle, Count, Work, checked, mentions
from peoplesprocess.core.prioritisation.enough import OutOfPatience, Recount
from peoplesprocess.core.prioritisation.equal_shares import equal_shares, sensible_step
from peoplesprocess.core.prioritisation.exact import Exact, Payment
from peoplesprocess.core.prioritisation.explain import (
    Missing,
    Purchase,
    Share,
    by_votes_only,
    missing,
    purchases,
    shares,
)
from peoplesprocess.core.prioritisation.kept import built_in
from peoplesprocess.core.prioritisation.most_votes import most_votes
from peoplesprocess.core.prioritisation.quotas import Aside

COMPLETION = "add1u"
PATIENCE = 30_000
"""So many runs may go into reasons, a second or less: a settlement waits while a round closes."""


def count_of(terms: Mapping[str, Any], sheets: Iterable[GroupTally]) -> Count:
    """Return the count of a round: a circle for each sheet, with the part of it that wants each need's work.

    `terms` are as a round or a result keeps them. Errors: Refused.
    """
    priced = sorted(terms["costs"].items(), key=lambda item: int(item[0]))
    works = tuple(Work(need, cost) for need, cost in priced)
    circles = tuple(_circles(terms.get("weights", {}), sheets))
    return checked(
        Count(
            works,
            circles,
            terms["envelope"],
            lot=tuple(map(str, terms["lot"])),
            mandatory=frozenset(map(str, terms.get("mandatory", ()))),
            exclusive=tuple(frozenset(map(str, rivals)) for rivals in terms.get("rivals", ())),
            first_needs=tuple(terms.get("first_needs", ())),
            earmarks=tuple((group, part) for group, part in terms.get("earmarks", ())),
        )
    )


def _circles(weights: Mapping[str, int], sheets: Iterable[GroupTally]) -> Iterator[Circle]:
    for sheet in sheets:
        parts = {str(need): Fraction(put, sheet.people) for need, put in sheet.tokens.items() if put}
        weight = Fraction(weights.get(sheet.group, 100), 100)
        yield Circle(sheet.group, sheet.people, parts, weight=weight, groups=(sheet.group,))


def bought_of(count: Count) -> list[str]:
    """Return the needs whose works a count buys, and no reasons."""
    return list(equal_shares(count, COMPLETION, step=sensible_step(count)).everything)


def shared_out(count: Count) -> dict[str, Any]:
    """Return what equal shares buys with all its reasons, as plain values that JSON can hold.

    Costs that would have been low enough are told as roughly as the costs themselves were guessed.
    Fractions are written as such: a result is kept exactly, and rounded only where it is shown.
    """
    step = sensible_step(count)
    bought = equal_shares(count, COMPLETION, step=step)
    names = [circle.name for circle in count.circles]
    votes, without = by_votes_only(count)
    lacking = missing(count, bought, _recounting(step), _roughly(count))
    return {
        "digest": count.digest(),
        "completion": COMPLETION,
        "step": step,
        "envelope": count.envelope,
        "purse": str(bought.purse),
        "spent": bought.spent,
        "people": count.people,
        "lot": list(count.lot),
        "mandatory": sorted(count.mandatory),
        "rivals": [sorted(rivals) for rivals in count.exclusive],
        "first_needs": list(count.first_needs),
        "earmarks": [list(each) for each in count.earmarks],
        "asides": [_aside(each) for each in bought.asides],
        "at_start": {
            name: str(purse)
            for name, purse in zip(names, Exact(bought.plain, bought.purse).purses, strict=True)
        },
        "bought": [_bought(count, each, names) for each in purchases(bought)],
        "filled": list(bought.filled),
        "missing": [_missing(each, names) for each in lacking],
        "votes_only": {"needs": votes, "without": without, "left": _left_by_votes(count, votes)},
        "groups": [_share(each) for each in shares(count, bought.everything, lambda circle: circle.groups)],
        "wanted": {key: str(Fraction(people)) for key, people in mentions(count).items()},
        "costs": {work.key: work.cost for work in count.works},
    }


def _recounting(step: int) -> Recount:
    """The whole rule, to find reasons by; it loses patience."""
    runs = 0

    def recount(other: Count) -> tuple[str, ...]:
        nonlocal runs
        if runs > PATIENCE:
            raise OutOfPatience
        again = equal_shares(other, COMPLETION, step=step)
        runs += again.runs
        return again.everything

    return recount


def order_of_works(count: Count, told: Mapping[str, Any]) -> list[list[Any]]:
    """Return needs by number with how many want them and their place: what is built, then by votes."""
    built = built_in(told)
    rest = most_votes(count, money=sum(work.cost for work in count.works), built=built)
    unwanted = [work.key for work in count.works if work.key not in {*built, *rest}]
    wanted = {key: Fraction(people) for key, people in told["wanted"].items()}
    return [
        [int(key), f"{float(wanted[key]):g}", place]
        for place, key in enumerate([*built, *rest, *unwanted], 1)
    ]


def _roughly(count: Count) -> int:
    """The largest power of ten that every cost is a multiple of, at most a hundredth of the lowest cost."""
    costs, unit = [work.cost for work in count.works], 1
    while 1000 * unit <= min(costs) and all(cost % (10 * unit) == 0 for cost in costs):
        unit *= 10
    return unit


def _aside(each: Aside) -> dict[str, Any]:
    return {
        "groups": list(each.groups),
        "needs": list(each.keys),
        "part": each.part,
        "money": each.money,
        "own": str(each.own),
    }


def _bought(count: Count, each: Purchase, names: Sequence[str]) -> dict[str, Any]:
    return {
        "need": each.key,
        "asked": str(each.asked),
        "counted": str(each.counted),
        "paid": {names[payment.circle]: _payment(payment) for payment in each.payments},
    }


def _payment(payment: Payment) -> list[Any]:
    return [str(payment.together), str(payment.left), payment.gave_all]


def _missing(each: Missing, names: Sequence[str]) -> dict[str, Any]:
    more = None if each.more is None else [names[each.more[0]], each.more[1]]
    paid = [[key, str(money)] for key, money in each.paid]
    return {"need": each.key, "left": str(each.left), "paid": paid, "at": each.at, "more": more}


def _share(each: Share) -> dict[str, Any]:
    return {
        "group": each.group,
        "people": each.people,
        "fair": str(each.fair),
        "supported": str(each.supported),
        "works": str(each.works),
        "without": each.without,
    }


def _left_by_votes(count: Count, keys: Iterable[str]) -> int:
    costs = {work.key: work.cost for work in count.works}
    return count.purse_money - sum(costs[key] for key in keys)
