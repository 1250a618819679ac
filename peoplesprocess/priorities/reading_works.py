"""From a result as it is kept to the works that its page tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.inclusion import Share
from peoplesprocess.core.prioritisation.kept import built_in
from peoplesprocess.facts.places import SettlementGroup
from peoplesprocess.priorities.works import Aside, Built, GroupFigures, Mandatory, NotBuilt, Paid, Works
from peoplesprocess.web.i18n import digits_of


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], titles: Mapping[int, str]
) -> tuple[list[str], list[str]]:
    """Return the titles of what is built now and was not before, and of what is not built any more."""
    first, last = set(built_in(before["shares"])), set(built_in(after["shares"]))

    def named(keys: set[str]) -> list[str]:
        return [titles.get(int(key), key) for key in sorted(keys, key=int)]

    return named(last - first), named(first - last)


def works_of(place: Any, figures: Mapping[str, Any], titles: Mapping[int, str]) -> Works | None:
    """Return the works that a result chose, or None if its rule chooses none.

    What people paid and have left is kept exactly and told in whole units of the currency.
    """
    if "shares" not in figures:
        return None
    return _Teller(place, figures["shares"], figures["sheets"], titles).works()


class _Teller:
    def __init__(
        self, place: Any, told: Mapping[str, Any], sheets: Mapping[str, Any], titles: Mapping[int, str]
    ) -> None:
        self._told, self._sheets, self._titles = told, sheets, titles
        self._unit = 10 ** digits_of(place.currency)
        self._mandatory: list[str] = told.get("mandatory", [])
        self._groups = _groups(place.groups, sheets)

    def works(self) -> Works:
        told, votes = self._told, self._told["votes_only"]
        return Works(
            told["envelope"],
            told["spent"] + sum(self._cost(key) for key in self._mandatory),
            self._down(told["purse"]),
            told["people"],
            self._bought() + self._filled(),
            [self._missing(each) for each in told["missing"]],
            [self._figures(each) for each in told["groups"]],
            [self._title(key) for key in votes["needs"]],
            votes["without"],
            told["digest"],
            [self._in_any_case(key) for key in self._mandatory],
            told.get("weights", {}),
            [self._aside(each) for each in told.get("asides", ())],
            {code: self._down(purse) for code, purse in told.get("at_start", {}).items()},
            [self._title(key) for key in self._without_quotas()],
            self._unit,
        )

    def _without_quotas(self) -> list[str]:
        """What is known of it: results of the first version call it by another name."""
        found: list[str] = self._told.get("without_quotas", self._told.get("with_equal_purses", []))
        return found

    def _in_any_case(self, key: str) -> Mandatory:
        return Mandatory(self._title(key), self._cost(key), self._pledged(key))

    def _aside(self, each: Mapping[str, Any]) -> Aside:
        return Aside(
            [self._groups[code] for code in each["groups"] if code in self._groups],
            [self._in_any_case(key) for key in each["needs"]],
            each["part"],
            each["money"],
            self._down(each["own"]),
            all(self._is_of_many(code, key) for code in each["groups"] for key in each["needs"]),
        )

    def _is_of_many(self, code: str, key: str) -> bool:
        """Whether five people or more of a group want a work."""
        return bool(code in self._sheets and self._sheets[code]["tokens"].get(key, 0) >= LEAST)

    def _bought(self) -> list[Built]:
        return [
            self._built(
                each["need"],
                asked=ceil(Fraction(each["asked"]) / self._unit) * self._unit,
                counted=Fraction(each["counted"]),
                paid=[self._paid(code, *payment) for code, payment in each["paid"].items()],
            )
            for each in self._told["bought"]
        ]

    def _filled(self) -> list[Built]:
        filled, found = self._told["filled"], []
        gone = [key for key in built_in(self._told) if key not in filled]
        left = self._told["envelope"] - sum(map(self._cost, gone))
        for key in filled:
            found.append(self._built(key, fitted_in=left))
            left -= self._cost(key)
        return found

    def _built(
        self,
        key: str,
        *,
        asked: int = 0,
        counted: Fraction = Fraction(0),
        paid: Sequence[Paid] = (),
        fitted_in: int = 0,
    ) -> Built:
        wanting = [
            (self._groups[code], sheet["tokens"][key])
            for code, sheet in self._sheets.items()
            if sheet["tokens"].get(key)
        ]
        return Built(
            int(key),
            self._title(key),
            self._cost(key),
            self._pledged(key),
            self._wanted(key),
            wanting,
            asked,
            counted,
            list(paid),
            fitted_in,
        )

    def _paid(self, code: str, together: str, left: str, gave_all: bool) -> Paid:
        may_be_told = self._sheets[code]["people"] >= LEAST
        return Paid(
            self._groups[code],
            round(Fraction(together) / self._unit) * self._unit,
            self._down(left) if may_be_told else None,
            gave_all,
        )

    def _missing(self, each: Mapping[str, Any]) -> NotBuilt:
        code, people = each["more"] or (None, None)
        key = each["need"]
        return NotBuilt(
            self._title(key),
            self._cost(key),
            self._pledged(key),
            self._rival(key),
            self._wanted(key),
            self._down(each["left"]),
            [(self._title(work), self._down(money)) for work, money in each.get("paid", ())],
            each["at"],
            people,
            self._groups[code] if code else None,
        )

    def _figures(self, each: Mapping[str, Any]) -> GroupFigures:
        return GroupFigures(
            self._groups[each["group"]],
            each["people"],
            self._down(each["fair"]),
            round(Fraction(each["supported"]) / self._unit) * self._unit,
            Fraction(each["works"]),
            each["without"],
        )

    def _down(self, kept: str) -> int:
        whole: int = Fraction(kept) // self._unit * self._unit
        return whole

    def _wanted(self, key: str) -> Share:
        return Share(int(Fraction(self._told["wanted"][key])), self._told["people"])

    def _cost(self, key: str) -> int:
        return int(self._told["costs"][key])

    def _pledged(self, key: str) -> int:
        return int(self._told.get("pledges", {}).get(key, 0))

    def _rival(self, key: str) -> str:
        """What is built in place of a work, if only one of them can be."""
        rivals = {other for each in self._told.get("rivals", ()) if key in each for other in each}
        return next(
            (self._title(other) for other in sorted((rivals - {key}).intersection(built_in(self._told)))), ""
        )

    def _title(self, key: str) -> str:
        return self._titles.get(int(key), key)


def _groups(known: Mapping[str, SettlementGroup], sheets: Mapping[str, Any]) -> dict[str, SettlementGroup]:
    """The groups of the sheets, also those that are no longer heard by themselves here."""
    return {
        code: known.get(code) or SettlementGroup(code, code[:1].upper(), code, "", len(known), False)
        for code in sheets
    }
