"""The data of a story: figures, dates and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DemonstrationGroupSession:
    """A group's own session: the day, and the women and men by age band (15–24, 25–59, 60+)."""

    group: str
    held_on: date
    women: tuple[int, int, int]
    men: tuple[int, int, int]
    displaced: int = 0
    with_disability: int = 0


@dataclass(frozen=True, slots=True)
class DemonstrationSmallGroup:
    """A small group of neighbours: its lane, its households, and who leads it."""

    name: str
    lane: str
    households: int
    leader: str = "woman"


@dataclass(frozen=True, slots=True)
class DemonstrationGroupObservation:
    """What a group observed at its session, with lines as in `core.observations`."""

    kind: str
    title: str
    group: str
    lines: tuple[dict[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class DemonstrationBlock:
    """A block with its households, and the landmarks in it that needs name."""

    name: str
    households: int
    landmarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemonstrationAssessment:
    """A form that was filled in about the place, with answers as in `core.xlsform`."""

    form: str
    about: str
    answers: dict[str, object]
    begun_about: str
    """The subject of a second, unfinished draft of the form."""


@dataclass(frozen=True, slots=True)
class DemonstrationMeeting:
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
class DemonstrationItem:
    """A line of the plan: its need, its cost, what people give, and the authority's answer."""

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
class DemonstrationCondition:
    """A condition of the second answer: when and how it was reported met, and when that was confirmed."""

    words: str
    due: str
    due_on: date
    reported_on: date
    how: str
    met_on: date


@dataclass(frozen=True, slots=True)
class DemonstrationVisit:
    """A visit: the quantity done so far by bill line, in whole units, and what was seen."""

    visited_on: date
    measured: tuple[int, ...]
    notes: str
    days_stopped: int = 0
    final: bool = False
    delay_cause: str = ""
    weather: str = ""
    failed: tuple[str, str, date] | None = None
    """What failed a test, what was seen, and the day by which it must be repaired."""


@dataclass(frozen=True, slots=True)
class DemonstrationCashBookEntry:
    """A line of the cash book."""

    spent_on: date
    what: str
    amount: int
    paper: str
    comparison: int | None = None


@dataclass(frozen=True, slots=True)
class DemonstrationPriceComparison:
    """Quotations for a purchase, as sellers and sums; the place of the chosen one, and the reason."""

    compared_on: date
    what: str
    quotations: tuple[tuple[str, int], ...]
    chosen: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class DemonstrationContribution:
    """A contribution: money, unpaid days of women and men, or a quantity of materials."""

    given_on: date
    kind: str
    what: str
    value: int
    days: tuple[int, int] = (0, 0)
    quantity: int = 0
    unit: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class DemonstrationMusterRoll:
    """A muster roll: paid days of women and of men, at one rate."""

    since: date
    until: date
    what: str
    days: tuple[int, int]
    rate: int
    paper: str


@dataclass(frozen=True, slots=True)
class DemonstrationContract:
    """A contract and its log; bill lines are title, unit, quantity and rate, in whole units."""

    item: int
    title: str
    starts_on: date
    ends_on: date
    bill: tuple[tuple[str, str, int, int], ...]
    percents: tuple[int, ...]
    work_done: tuple[int, ...]
    signed_on: date
    tranches: tuple[tuple[date | None, date | None], ...]
    visits: tuple[DemonstrationVisit, ...]
    bought: tuple[DemonstrationCashBookEntry, ...]
    extension: tuple[date, date, str] | None = None
    amendment: tuple[date, date, str] | None = None
    """A day, the later end that was proposed on it, and why; the amendment is still open."""
    given: tuple[DemonstrationContribution, ...] = ()
    rolls: tuple[DemonstrationMusterRoll, ...] = ()
    compared: tuple[DemonstrationPriceComparison, ...] = ()
    bank: tuple[date, int, str, str] | None = None
    """A day, the bank's balance, its paper, and the reason why the cash book differs."""


@dataclass(frozen=True, slots=True)
class DemonstrationScreening:
    """What could go wrong with the item of a need: questions answered with yes, each with a remark."""

    need: int
    yes: tuple[tuple[str, str], ...] = ()
    measure: str = ""
    due_on: date = date.max
    recheck_on: date = date.max
    looked: tuple[date, str, date] | None = None
    """A recheck of the measure: its day, what was found, and the day of the next one."""


@dataclass(frozen=True, slots=True)
class DemonstrationReferral:
    """The office to which the committee took a need, when, with which request, and the office's answer."""

    need: int
    office: str
    taken_on: date
    asked_for: str
    paper: str = ""
    answer: tuple[date, str, str] | None = None


@dataclass(frozen=True, slots=True)
class DemonstrationStory:
    """One settlement from its first meeting to its present state, in whole units of its currency.

    `deferred` says, by need, why endorsed items are not built in this cycle.
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
    orientation: DemonstrationMeeting
    election: tuple[date, int, int, int, int, int]
    seats: tuple[tuple[str, bool, str, bool], ...]
    sessions: tuple[DemonstrationGroupSession, ...]
    needs: str
    mapped_on: date
    round_on: date
    assemblies: tuple[DemonstrationMeeting, DemonstrationMeeting]
    first_plan: tuple[DemonstrationItem, ...]
    submitted_on: tuple[date, date]
    answered_on: tuple[date, date]
    revised: dict[int, str]
    deferred: dict[int, str]
    works: tuple[date, date]
    contract: DemonstrationContract
    small_groups: tuple[DemonstrationSmallGroup, ...] = ()
    """The small groups that neighbours formed before the election."""
    savings: tuple[tuple[date, tuple[int, ...]], ...] = ()
    """What each small group saved in a month, in whole units of the currency."""
    observations: tuple[DemonstrationGroupObservation, ...] = ()
    blocks: tuple[DemonstrationBlock, ...] = ()
    assessment: DemonstrationAssessment | None = None
    """A form that was filled in about the place, and begun once more."""
    labour_day: int = 0
    """The worth of a day of community labour in whole units; if it is set, the plan has details."""
    conditions: dict[int, DemonstrationCondition] = field(default_factory=dict)
    """The conditions of the second answer, by need."""
    screenings: tuple[DemonstrationScreening, ...] = ()
    referrals: tuple[DemonstrationReferral, ...] = ()
    contribution: int | None = None
    """The percentage that this community gives, None for the programme's."""
