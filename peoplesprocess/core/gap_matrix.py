"""Where people named a need that no action answers: sectors by areas of a settlement.

That nobody named a need means something only where people were asked, or where the state of the service is
known; elsewhere there is no data. Source: row S33 of the register of systems in HSP/EB.2022/17.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from peoplesprocess.core.messages import N_
from peoplesprocess.core.service_scores import SCORES

WHOLE = 0
"""The number that stands for the whole settlement among its areas: whatever lies in no block."""


class GapState(Enum):
    """The state of a cell."""

    GAP = "gap"
    """People named needs, and no action answers any of them."""
    PLANNED = "planned"
    """An action answers at least one of the cell's needs."""
    NO_NEED = "no-need"
    """People were asked or the state of the service is known, and nobody named a need."""
    NO_DATA = "no-data"
    """Nobody was asked, and the state of the service is not known."""


GAP_STATES = {
    GapState.GAP: N_("Gap"),
    GapState.PLANNED: N_("Planned"),
    GapState.NO_NEED: N_("No need named"),
    GapState.NO_DATA: N_("No data"),
}


@dataclass(frozen=True, slots=True)
class GapNeed:
    """A need that is not struck: its area, 0 for the whole settlement, and whether an action answers it."""

    number: int
    sector: str
    area: int
    has_action: bool


@dataclass(frozen=True, slots=True)
class GapCell:
    """A sector in an area: its needs, those without an action, and the worst state of a service."""

    sector: str
    area: int
    needs: tuple[int, ...]
    open: tuple[int, ...]
    service: str
    state: GapState


def gap_cells(
    needs: Iterable[GapNeed],
    areas: Sequence[int],
    sectors: Sequence[str],
    services: Mapping[tuple[int, str], Collection[str]],
) -> list[GapCell]:
    """Return a cell for each sector and area, sector by sector.

    `services` holds the states of services by area and sector; those of the whole settlement apply to areas
    that have none of their own.
    """
    placed: dict[tuple[int, str], list[GapNeed]] = {}
    for need in needs:
        placed.setdefault((need.area, need.sector), []).append(need)
    asked = {area for area, _ in placed}
    return [
        _cell(
            sector,
            area,
            placed.get((area, sector), []),
            worst(services.get((area, sector)) or services.get((WHOLE, sector)) or ()),
            area in asked,
        )
        for sector in sectors
        for area in areas
    ]


def worst(states: Iterable[str]) -> str:
    """Return the worst known state of a service, "" if none is known."""
    return min((state for state in states if state in SCORES), key=SCORES.__getitem__, default="")


def count(cells: Iterable[GapCell]) -> dict[GapState, int]:
    """Return the number of cells in each state."""
    found = dict.fromkeys(GapState, 0)
    for cell in cells:
        found[cell.state] += 1
    return found


def _cell(sector: str, area: int, needs: Sequence[GapNeed], service: str, asked: bool) -> GapCell:
    numbers = tuple(need.number for need in needs)
    left = tuple(need.number for need in needs if not need.has_action)
    if needs:
        state = GapState.GAP if len(left) == len(numbers) else GapState.PLANNED
    else:
        state = GapState.NO_NEED if asked or service else GapState.NO_DATA
    return GapCell(sector, area, numbers, left, service, state)
