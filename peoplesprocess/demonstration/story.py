"""What a story is made of: figures, dates and words, no acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Session:
    """A group's own session: whom, when, how many women and men by age band (15–24, 25–59, 60+)."""

    group: str
    held_on: date
    women: tuple[int, int, int]
    men: tuple[int, int, int]
    displaced: int = 0
    with_disability: int = 0


@dataclass(frozen=True, slots=True)
class StorySmallGroup:
    """A small group of neighbours: its lane, its households, and whether a woman or a man leads it."""

    name: str
    lane: str
    households: int
    leader: str = "woman"


@dataclass(frozen=True, slots=True)
class StoryObservation:
    """What a group observed of its place, at its session: lines as `core.observations` knows them."""

    kind: str
    title: str
    group: str
    lines: tuple[dict[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting of everybody: its counts and what was said."""

    kind: str
    held_on: date
    place: str
    women: tuple[int, int, int]
    men: tuple[int, int, int]
    households: int
    displaced: int
    with_disability: int
    agenda: str
    minutes: str


@dataclass(frozen=True, slots=True)
class StoryItem:
    """A line of the plan: which need, what it costs, what people give, and the authority's answer."""

    need: int
    title: str
    cost: int
    in_cash: int
    in_labour: int
    in_materials: int
    operation_and_maintenance: str
    verdict: str
    reason: str = ""
    forwarded_to: str = ""


@dataclass(frozen=True, slots=True)
class StoryVisit:
    """A visit: what is measured so far by bill line, in whole units, and what was seen."""

    visited_on: date
    measured: tuple[int, ...]
    notes: str
    days_stopped: int = 0
    final: bool = False


@dataclass(frozen=True, slots=True)
class StorySpending:
    """A line of the cash book."""

    spent_on: date
    what: str
    amount: int
    paper: str


@dataclass(frozen=True, slots=True)
class StoryContract:
    """A contract and its log. Bill lines are title, unit, quantity and rate, in whole units of each."""

    item: int
    title: str
    starts_on: date
    ends_on: date
    bill: tuple[tuple[str, str, int, int], ...]
    percents: tuple[int, ...]
    work_done: tuple[int, ...]
    signed_on: date
    tranches: tuple[tuple[date | None, date | None], ...]
    visits: tuple[StoryVisit, ...]
    bought: tuple[StorySpending, ...]
    extension: tuple[date, date, str] | None = None
    amendment: tuple[date, date, str] | None = None
    """When which later end was proposed to all parties, and why; it still waits for them."""


@dataclass(frozen=True, slots=True)
class StoryScreening:
    """What could go wrong with the item of a need: the questions answered with yes, each with a remark."""

    need: int
    yes: tuple[tuple[str, str], ...] = ()
    measure: str = ""
    due_on: date = date.max
    recheck_on: date = date.max
    looked: tuple[date, str, date] | None = None
    """When somebody looked whether the measure helps, what was found, and when somebody looks next."""


@dataclass(frozen=True, slots=True)
class Story:
    """One settlement, from its first meeting to where it stands. Money in whole units of its currency.

    `deferred` says of endorsed items, by their need, why they are not built in this cycle.
    """

    code: str
    name: str
    place_code: str
    area: str
    area_name: str
    authority: str
    currency: str
    envelope: int
    landmark: str
    tenure: str
    hazard: str
    households: int
    statuses: dict[str, int]
    women_headed: int
    with_disability: int
    population: dict[str, list[int]]
    groups: tuple[str, ...]
    required_groups: tuple[str, ...]
    no_objection: tuple[date, str]
    orientation: Gathering
    election: tuple[date, int, int, int, int, int]
    seats: tuple[tuple[str, bool, str, bool], ...]
    sessions: tuple[Session, ...]
    needs: str
    mapped_on: date
    round_on: date
    assemblies: tuple[Gathering, Gathering]
    first_plan: tuple[StoryItem, ...]
    submitted_on: tuple[date, date]
    answered_on: tuple[date, date]
    revised: dict[int, str]
    deferred: dict[int, str]
    works: tuple[date, date]
    contract: StoryContract
    small_groups: tuple[StorySmallGroup, ...] = ()
    """What neighbours formed before the election."""
    savings: tuple[tuple[date, tuple[int, ...]], ...] = ()
    """What each of them saved in a month, in whole units of the currency."""
    observations: tuple[StoryObservation, ...] = ()
    screenings: tuple[StoryScreening, ...] = ()
    contribution: int | None = None
    """The percentage that this community gives, where it is not the programme's."""
