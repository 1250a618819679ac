"""The stored form of a result: one writer, and one reader that knows the form of every version so far.

The journal keeps a digest of what is written, so the writer must never write a result differently; a new
stored form needs a new version number. Fractions are written as text and stay exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from peoplesprocess.core.prioritisation import EQUAL_SHARES
from peoplesprocess.core.prioritisation.criteria import Criterion
from peoplesprocess.core.prioritisation.equal_shares.group_quotas import ReservedAllocation
from peoplesprocess.core.prioritisation.explain import GroupShare
from peoplesprocess.core.prioritisation.group_tally import GroupTally, RankedNeed
from peoplesprocess.core.prioritisation.result import (
    VERSION,
    Allocation,
    AllocationTerms,
    FundedWork,
    GroupPayment,
    MostVotesAllocation,
    RoundResult,
    UnfundedWork,
)
from peoplesprocess.core.typed_json_values import (
    as_flag,
    as_fraction,
    as_fractions,
    as_integer,
    as_integers,
    as_list,
    as_object,
    as_text,
    as_texts,
)


class UnreadableResult(ValueError):
    """A stored result that does not match any version so far; names what is missing or wrong."""


def to_json(result: RoundResult) -> dict[str, object]:
    """Return a result as plain values for JSON."""
    stored: dict[str, object] = {
        "rule": result.rule,
        "orders": {
            rule: [[item.need, _figure_text(rule, item.figure), item.place] for item in order]
            for rule, order in result.orders.items()
        },
        "sheets": {
            sheet.group: {
                "people": sheet.people,
                "tokens": {str(need): put for need, put in sheet.tokens.items()},
            }
            for sheet in result.sheets
        },
        "unseen": [list(each) for each in result.unseen],
    }
    if result.allocation is not None:
        stored["shares"] = _allocation_to_json(result.allocation)
    stored["method"] = result.method
    if result.marks:
        stored["marks"] = {group: dict(marks) for group, marks in result.marks.items()}
        stored["criteria"] = [[each.name, each.weight] for each in result.criteria]
    return stored


def _figure_text(rule: str, figure: Fraction) -> str:
    """Return a figure as decimal text: exact, or with six digits if it is a number of supporters.

    Parts of groups make thirds and sevenths of supporters, which no decimal represents exactly.
    """
    if rule == EQUAL_SHARES.key:
        return f"{float(figure):g}"
    return format(Decimal(figure.numerator) / Decimal(figure.denominator), "f")


def _allocation_to_json(allocation: Allocation) -> dict[str, object]:
    terms = allocation.terms
    stored: dict[str, object] = {
        "digest": allocation.digest,
        "completion": allocation.completion,
        "step": allocation.step,
        "envelope": terms.envelope,
        "purse": str(allocation.endowment),
        "spent": allocation.spent,
        "people": allocation.people,
        "lot": list(terms.tie_break_order),
        "mandatory": list(terms.mandatory),
        "rivals": [list(each) for each in terms.exclusive],
        "first_needs": list(terms.first_needs),
        "earmarks": [list(each) for each in terms.earmarks],
        "asides": [_reserved_to_json(each) for each in allocation.reserved],
        "at_start": {group: str(each) for group, each in allocation.initial_balances.items()},
        "bought": [_funded_to_json(each) for each in allocation.bought],
        "filled": list(allocation.filled),
        "missing": [_unfunded_to_json(each) for each in allocation.missing],
        "votes_only": {
            "needs": list(allocation.votes_only.needs),
            "without": allocation.votes_only.people_without,
            "left": allocation.votes_only.left,
        },
        "groups": [_share_to_json(each) for each in allocation.groups],
        "wanted": {need: str(people) for need, people in allocation.wanted.items()},
        "costs": dict(terms.costs),
        "pledges": dict(terms.pledges),
        "weights": dict(terms.weights),
    }
    if allocation.without_quotas is not None:
        stored["without_quotas"] = list(allocation.without_quotas)
    return stored


def _reserved_to_json(each: ReservedAllocation) -> dict[str, object]:
    return {
        "groups": list(each.groups),
        "needs": list(each.keys),
        "part": each.part,
        "money": each.money,
        "own": str(each.own),
    }


def _funded_to_json(each: FundedWork) -> dict[str, object]:
    paid = {
        group: [str(payment.together), str(payment.left), payment.gave_all]
        for group, payment in each.payments.items()
    }
    return {"need": each.need, "asked": str(each.asked), "counted": str(each.counted), "paid": paid}


def _unfunded_to_json(each: UnfundedWork) -> dict[str, object]:
    paid = [[need, str(money)] for need, money in each.paid]
    more = None if each.more_supporters is None else list(each.more_supporters)
    return {"need": each.need, "left": str(each.left), "paid": paid, "at": each.funded_cost, "more": more}


def _share_to_json(each: GroupShare) -> dict[str, object]:
    return {
        "group": each.group,
        "people": each.people,
        "fair": str(each.fair),
        "supported": str(each.supported),
        "works": str(each.works),
        "without": each.people_without,
    }


def from_json(stored: Mapping[str, object]) -> RoundResult:
    """Return a result from its stored form, in any version. Errors: UnreadableResult.

    The first results had no method and no marks, and results of rules that only make orders have no
    allocation.
    """
    if stored.get("version", VERSION) != VERSION:
        raise UnreadableResult(f"version {stored['version']} of a result is not known here")
    try:
        return RoundResult(
            as_text(stored["rule"]),
            {
                rule: tuple(map(_ranked, as_list(order)))
                for rule, order in as_object(stored["orders"]).items()
            },
            tuple(_tally(group, as_object(sheet)) for group, sheet in as_object(stored["sheets"]).items()),
            tuple(
                (as_text(group), as_integer(need)) for group, need in map(as_list, as_list(stored["unseen"]))
            ),
            as_text(stored.get("method", "")),
            {group: as_integers(marks) for group, marks in as_object(stored.get("marks", {})).items()},
            tuple(
                Criterion(as_text(name), as_integer(weight))
                for name, weight in map(as_list, as_list(stored.get("criteria", ())))
            ),
            _allocation(as_object(stored["shares"])) if "shares" in stored else None,
        )
    except KeyError as missing:
        raise UnreadableResult(f"a stored result has no {missing}") from None
    except ValueError as error:
        raise UnreadableResult(f"a stored result cannot be read: {error}") from None


def _ranked(stored: object) -> RankedNeed:
    need, figure, place = as_list(stored)
    return RankedNeed(as_integer(need), as_fraction(figure), as_integer(place))


def _tally(group: str, stored: Mapping[str, object]) -> GroupTally:
    tokens = {int(need): as_integer(put) for need, put in as_object(stored["tokens"]).items()}
    return GroupTally(group, as_integer(stored["people"]), tokens)


def _allocation(stored: Mapping[str, object]) -> Allocation:
    """Return the allocation; `with_equal_purses` is the first version's key for `without_quotas`."""
    without_quotas = stored.get("without_quotas", stored.get("with_equal_purses"))
    votes = as_object(stored["votes_only"])
    return Allocation(
        _terms(stored),
        as_text(stored["digest"]),
        as_text(stored["completion"]),
        as_integer(stored["step"]),
        as_fraction(stored["purse"]),
        as_integer(stored["spent"]),
        as_integer(stored["people"]),
        tuple(map(_reserved, as_list(stored.get("asides", ())))),
        as_fractions(stored.get("at_start", {})),
        tuple(map(_funded, as_list(stored["bought"]))),
        as_texts(stored["filled"]),
        tuple(map(_unfunded, as_list(stored["missing"]))),
        MostVotesAllocation(
            as_texts(votes["needs"]), as_integer(votes["without"]), as_integer(votes["left"])
        ),
        tuple(map(_share, as_list(stored["groups"]))),
        as_fractions(stored["wanted"]),
        None if without_quotas is None else as_texts(without_quotas),
    )


def _terms(stored: Mapping[str, object]) -> AllocationTerms:
    """Return the terms; the first versions had no mandatory works, rivals, pledges or quotas."""
    return AllocationTerms(
        as_integers(stored["costs"]),
        as_integer(stored["envelope"]),
        as_texts(stored["lot"]),
        as_texts(stored.get("mandatory", ())),
        tuple(map(as_texts, as_list(stored.get("rivals", ())))),
        as_integers(stored.get("pledges", {})),
        as_integers(stored.get("weights", {})),
        as_texts(stored.get("first_needs", ())),
        tuple(
            (as_text(group), as_integer(part))
            for group, part in map(as_list, as_list(stored.get("earmarks", ())))
        ),
    )


def _reserved(stored: object) -> ReservedAllocation:
    each = as_object(stored)
    return ReservedAllocation(
        as_texts(each["groups"]),
        as_texts(each["needs"]),
        as_integer(each["part"]),
        as_integer(each["money"]),
        as_fraction(each["own"]),
    )


def _funded(stored: object) -> FundedWork:
    each = as_object(stored)
    payments = {
        group: GroupPayment(as_fraction(together), as_fraction(left), as_flag(gave_all))
        for group, (together, left, gave_all) in (
            (group, as_list(paid)) for group, paid in as_object(each["paid"]).items()
        )
    }
    return FundedWork(
        as_text(each["need"]), as_fraction(each["asked"]), as_fraction(each["counted"]), payments
    )


def _unfunded(stored: object) -> UnfundedWork:
    """Return a work with what was missing; the first versions did not store what its supporters had paid."""
    each = as_object(stored)
    paid = tuple(
        (as_text(need), as_fraction(money)) for need, money in map(as_list, as_list(each.get("paid", ())))
    )
    group, people = as_list(each["more"] or (None, None))
    return UnfundedWork(
        as_text(each["need"]),
        as_fraction(each["left"]),
        paid,
        None if each["at"] is None else as_integer(each["at"]),
        None if group is None else (as_text(group), as_integer(people)),
    )


def _share(stored: object) -> GroupShare:
    each = as_object(stored)
    return GroupShare(
        as_text(each["group"]),
        as_integer(each["people"]),
        as_fraction(each["fair"]),
        as_fraction(each["supported"]),
        as_fraction(each["works"]),
        as_integer(each["without"]),
    )
