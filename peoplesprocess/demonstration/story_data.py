"""What a story is made of: figures, dates and words, no acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DemonstrationGroupSession:
    """A group's own session: whom, when, how many women and men by age band (15–24, 25–59, 60+)."""

    group: str
    held_on: date
    women: tuple[int, int, int]
    men: tuple[int, int, int]
    displaced: int = 0
    with_disability: int = 0


@dataclass(frozen=True, slots=True)
class DemonstrationSmallGroup:
    """A small group of neighbours: its lane, its households, and whether a woman or a man leads it."""

    name: str
    lane: str
    households: int
    leader: str = "woman"


@dataclass(frozen=True, slots=True)
class DemonstrationGroupObservation:
    """What a group observed of its place, at its session: lines as `core.observations` knows them."""

    kind: str
    title: str
    group: str
    lines: tuple[dict[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class DemonstrationBlock:
    """A block with its households, and the landmarks of needs that lie in it."""

    name: str
    households: int
    landmarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemonstrationAssessment:
    """A form that was filled in about the place: its answers as `core.xlsform` reads them."""

    form: str
    about: str
    answers: dict[str, object]
    begun_about: str
    """What somebody has begun to fill it in about since, and left."""


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
class DemonstrationCondition:
    """A condition of the second answer: when it was reported met, and how; when the authority confirmed."""

    words: str
    due: str
    due_on: date
    reported_on: date
    how: str
    met_on: date


@dataclass(frozen=True, slots=True)
class DemonstrationVisit:
    """A visit: what is measured so far by bill line, in whole units, and what was seen."""

    visited_on: date
    measured: tuple[int, ...]
    notes: str
    days_stopped: int = 0
    final: bool = False
    delay_cause: str = ""
    weather: str = ""
    failed: tuple[str, str, date] | None = None
    """What failed a test, what was seen, and by when it must be put right."""


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
    """Quotations for a purchase: of which seller, for which sum; the place of the chosen one, and why it."""

    compared_on: date
    what: str
    quotations: tuple[tuple[str, int], ...]
    chosen: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class DemonstrationContribution:
    """What the community gave: money, days of women and men without pay, or a quantity of materials."""

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
    """A muster roll: paid days of women and of men, all at one rate."""

    since: date
    until: date
    what: str
    days: tuple[int, int]
    rate: int
    paper: str


@dataclass(frozen=True, slots=True)
class DemonstrationContract:
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
    visits: tuple[DemonstrationVisit, ...]
    bought: tuple[DemonstrationCashBookEntry, ...]
    extension: tuple[date, date, str] | None = None
    amendment: tuple[date, date, str] | None = None
    """When which later end was proposed to all parties, and why; it still waits for them."""
    given: tuple[DemonstrationContribution, ...] = ()
    rolls: tuple[DemonstrationMusterRoll, ...] = ()
    compared: tuple[DemonstrationPriceComparison, ...] = ()
    bank: tuple[date, int, str, str] | None = None
    """A day, what the bank said, its paper, and what explains that the cash book says something else."""


@dataclass(frozen=True, slots=True)
class DemonstrationScreening:
    """What could go wrong with the item of a need: the questions answered with yes, each with a remark."""

    need: int
    yes: tuple[tuple[str, str], ...] = ()
    measure: str = ""
    due_on: date = date.max
    recheck_on: date = date.max
    looked: tuple[date, str, date] | None = None
    """When somebody looked whether the measure helps, what was found, and when somebody looks next."""


@dataclass(frozen=True, slots=True)
class DemonstrationReferral:
    """To which office the committee took a need, when, and with what asked; how the office answered."""

    need: int
    office: str
    taken_on: date
    asked_for: str
    paper: str = ""
    answer: tuple[date, str, str] | None = None


@dataclass(frozen=True, slots=True)
class DemonstrationStory:
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
    """What neighbours formed before the election."""
    savings: tuple[tuple[date, tuple[int, ...]], ...] = ()
    """What each of them saved in a month, in whole units of the currency."""
    observations: tuple[DemonstrationGroupObservation, ...] = ()
    blocks: tuple[DemonstrationBlock, ...] = ()
    assessment: DemonstrationAssessment | None = None
    """A form that was filled in about the place, and begun once more."""
    labour_day: int = 0
    """What a day of the community's labour is worth, in whole units; then its plan tells details."""
    conditions: dict[int, DemonstrationCondition] = field(default_factory=dict)
    """On what the second answer was tied, by need."""
    screenings: tuple[DemonstrationScreening, ...] = ()
    referrals: tuple[DemonstrationReferral, ...] = ()
    contribution: int | None = None
    """The percentage that this community gives, where it is not the programme's."""
