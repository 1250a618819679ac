"""How services work in the areas of a settlement: scores, unknown and stale states, two rounds compared.

A cell is a service in an area; its state is functional, affected, partly functional or not functional.
Unknown states are in no denominator. Source: rows S03, S20 and S23 of the register of systems in
HSP/EB.2022/17.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from peoplesprocess.core.inclusion import PeopleShare

FULL = 3
SCORES = {"functional": FULL, "affected": 2, "partly": 1, "not": 0}
"""The points of each known state; every other word means unknown."""


@dataclass(frozen=True, slots=True)
class ServiceCell:
    """A service in an area, 0 for the whole settlement; `state` is "" if it is unknown.

    `as_of` is the day that the state describes.
    """

    area: int
    service: str
    state: str = ""
    as_of: date | None = None

    @property
    def is_known(self) -> bool:
        """Whether the state of the service is known."""
        return self.state in SCORES


@dataclass(frozen=True, slots=True)
class ServiceCoverageScore:
    """How well services work, and how much is known: `known` counts cells, `score` counts points."""

    known: PeopleShare
    score: PeopleShare

    @property
    def percent(self) -> Fraction | None:
        """The exact score in percent; None if nothing is known."""
        return self.score.percent if self.score.whole else None

    @property
    def unknown(self) -> int:
        """The number of cells whose state is unknown."""
        return self.known.whole - self.known.part


def coverage(cells: Iterable[ServiceCell]) -> ServiceCoverageScore:
    """Return how well services work in these cells: up to three points for each known cell."""
    all_cells = list(cells)
    scores = [SCORES[cell.state] for cell in all_cells if cell.is_known]
    return ServiceCoverageScore(
        PeopleShare(len(scores), len(all_cells)), PeopleShare(sum(scores), FULL * len(scores))
    )


def cells_of(
    areas: Sequence[int],
    services: Sequence[str],
    states: Mapping[int, Mapping[str, str]],
    days: Mapping[int, date],
) -> list[ServiceCell]:
    """Return a cell for each area and service, area by area; cells missing in `states` are unknown."""
    return [
        ServiceCell(area, service, states.get(area, {}).get(service, ""), days.get(area))
        for area in areas
        for service in services
    ]


def by_service(cells: Iterable[ServiceCell]) -> dict[str, list[ServiceCell]]:
    """Return the cells of each service, in the order in which the services first appear."""
    found: dict[str, list[ServiceCell]] = {}
    for cell in cells:
        found.setdefault(cell.service, []).append(cell)
    return found


def is_stale(as_of: date, months: int, today: date) -> bool:
    """Return whether a state known on `as_of` is more than `months` months old; always False for 0 months."""
    if not months:
        return False
    month = today.year * 12 + today.month - 1 - months
    limit = (month // 12, month % 12 + 1, today.day)
    return (as_of.year, as_of.month, as_of.day) < limit


def stale(cells: Iterable[ServiceCell], months: int, today: date) -> list[ServiceCell]:
    """Return the known cells that are more than `months` months old."""
    return [
        cell
        for cell in cells
        if cell.is_known and cell.as_of is not None and is_stale(cell.as_of, months, today)
    ]


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """A service in an earlier and a later round; a coverage is None if the round does not ask about it."""

    service: str
    before: ServiceCoverageScore | None
    after: ServiceCoverageScore | None

    @property
    def points(self) -> Fraction | None:
        """The change in percentage points, positive for better; None if one of the two is unknown."""
        earlier = self.before.percent if self.before else None
        later = self.after.percent if self.after else None
        return None if earlier is None or later is None else later - earlier

    @property
    def was_down(self) -> bool:
        """Whether it was not fully functional in the earlier round, as far as was known."""
        return self.before is not None and self.before.percent is not None and self.before.percent < 100

    @property
    def is_restored(self) -> bool:
        """Whether it was down, and is functional in every area that the later round knows."""
        return self.was_down and self.after is not None and self.after.percent == 100


def compare(before: Iterable[ServiceCell], after: Iterable[ServiceCell]) -> list[ServiceChange]:
    """Return the services of two rounds, in the order of the later one."""
    earlier, later = by_service(before), by_service(after)
    return [
        ServiceChange(
            service,
            coverage(earlier[service]) if service in earlier else None,
            coverage(later[service]) if service in later else None,
        )
        for service in dict.fromkeys((*later, *earlier))
    ]


def restored(changes: Iterable[ServiceChange]) -> PeopleShare:
    """Return the share of restored services among those that were down."""
    down = [change for change in changes if change.was_down]
    return PeopleShare(sum(change.is_restored for change in down), len(down))
