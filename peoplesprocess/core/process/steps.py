"""The steps of a process as data: what each asks, what must hold before it closes, who closes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import takewhile

from peoplesprocess.core.messages import N_, Message, Msgid, Refused, ours
from peoplesprocess.core.process.check_findings import GateFinding
from peoplesprocess.core.process.gate_checks import CHECKS, MONEY_CHECKS
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import ProcessState, Role


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One step. `key` decides which pages serve it, `gate` names its checks, `signed_by` who closes it."""

    key: str
    name: str
    asks: str
    gate: tuple[str, ...]
    signed_by: tuple[str, ...] = (Role.FACILITATOR.value, Role.PROGRAMME_MANAGER.value)

    @property
    def guards_money(self) -> bool:
        """Whether any of its checks cannot be waived."""
        return not MONEY_CHECKS.isdisjoint(self.gate)


STEPS = (
    StepDefinition(
        "mobilise",
        N_("Mobilise"),
        N_("Do people and authority agree to take part?"),
        ("sheet", "no-objection", "women-attend", "consent"),
    ),
    StepDefinition(
        "organise",
        N_("Organise"),
        N_("Who speaks and signs for the community?"),
        ("small-groups", "committee", "women-seats", "signatories"),
    ),
    StepDefinition("map", N_("Map needs"), N_("What does each group need?"), ("groups-heard", "needs")),
    StepDefinition("prioritise", N_("Prioritise"), N_("What comes first?"), ("groups-heard", "round")),
    StepDefinition("plan", N_("Plan"), N_("Who does what, when and with which money?"), ("plan",)),
    StepDefinition("approve", N_("Approval"), N_("What does the authority answer?"), ("authority",)),
    StepDefinition("contract", N_("Contract"), N_("On which terms does the community build?"), ("contract",)),
    StepDefinition("build", N_("Build"), N_("How far are the works, and what is spent?"), ("built",)),
    StepDefinition(
        "handover",
        N_("Hand over"),
        N_("Is it accounted for, and who keeps it running?"),
        ("audit", "certificate", "handover"),
    ),
)

OWN_STEPS = tuple(StepDefinition(f"own-{number}", "", "", ()) for number in (1, 2, 3))
"""Steps that a programme can add: it chooses their names, their questions, and their checks, if any."""

VARIANTS: dict[str, tuple[StepDefinition, ...]] = {
    "south-asian": STEPS,
    "afghan": (replace(STEPS[0], gate=(*STEPS[0].gate, "women-alone")), *STEPS[1:]),
    "blank": tuple(replace(step, gate=tuple(c for c in step.gate if c in MONEY_CHECKS)) for step in STEPS),
}
"""The steps with which each preset of `programme_rules.PRESETS` begins."""

ENDED_EARLY = "ended-early"
"""The word beside the keys of closed steps that says that the cycle ended before all were; no step's key."""
_USUAL = {step.key: step for step in STEPS}
FORMER_QUESTIONS = {"How far are work and money?": "build"}
"""Former shipped questions and the step that asked them; in stored processes they become msgids again."""


def stored(steps: Sequence[StepDefinition]) -> list[dict[str, object]]:
    """Return steps as plain values for JSON."""
    return [asdict(step) for step in steps]


def restored(values: Iterable[Mapping[str, object]]) -> tuple[StepDefinition, ...]:
    """Return the steps from their stored form; shipped names and questions become msgids again."""
    return tuple(
        _restored(
            *(str(value["key"]), str(value["name"]), str(value["asks"])),
            *(_strings(value["gate"]), _strings(value["signed_by"])),
        )
        for value in values
    )


@lru_cache(maxsize=1000)
def _restored(
    key: str, name: str, asks: str, gate: tuple[str, ...], signed_by: tuple[str, ...]
) -> StepDefinition:
    # Cached because every request of an act restores nine, and the settlements of a programme share them.
    usual = _USUAL.get(key)
    if usual is not None:
        if FORMER_QUESTIONS.get(asks) == key:
            asks = usual.asks
        name, asks = ours(name, Msgid(usual.name)), ours(asks, Msgid(usual.asks))
    return StepDefinition(key, name, asks, gate, signed_by)


def _strings(stored: object) -> tuple[str, ...]:
    return tuple(map(str, stored)) if isinstance(stored, list | tuple) else ()


def checked(steps: Sequence[StepDefinition]) -> tuple[StepDefinition, ...]:
    """Return `steps` unchanged if the process can be completed and guards its money.

    Errors: Refused if there are no steps, if a step is there twice, has no name, names an unknown check, or
    pays or builds without its money checks, or if a programme added all of them.
    """
    keys = [step.key for step in steps]
    if not keys:
        raise Refused(Message(N_("A process needs at least one step.")))
    if len(set(keys)) != len(keys):
        raise Refused(Message(N_("Each step can be there once.")))
    usual = {step.key: step for step in (*STEPS, *OWN_STEPS)}
    if not _USUAL.keys() & set(keys):
        raise Refused(Message(N_("Keep at least one of the usual steps.")))
    for step in steps:
        if step.key not in usual or not set(step.gate) <= set(CHECKS):
            raise Refused(Message(N_("A step or a check is not known.")))
        if not step.name.strip():
            raise Refused(Message(N_("Every step needs a name.")))
        if not set(usual[step.key].gate) & MONEY_CHECKS <= set(step.gate):
            raise Refused(
                Message(
                    N_("The step “%(step)s” guards money. Its checks cannot be left out."),
                    {"step": step.name},
                )
            )
    return tuple(steps)


def gate_findings(step: StepDefinition, facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Return every finding of the step's gate, in the order of its checks."""
    return [finding for check in step.gate for finding in CHECKS[check](facts, rules)]


def missing_checks(step: StepDefinition, facts: GateFacts, rules: ProgrammeRules) -> list[str]:
    """Return the keys of the step's checks that do not hold, in order."""
    return [check for check in step.gate if not all(finding.holds for finding in CHECKS[check](facts, rules))]


def require_closable(step: StepDefinition, facts: GateFacts, rules: ProgrammeRules, waiver: str = "") -> None:
    """Refuse to close a step whose gate does not hold, unless it may be waived and `waiver` gives the reason.

    Errors: Refused.
    """
    lacking = [finding for finding in gate_findings(step, facts, rules) if not finding.holds]
    if not lacking:
        return
    if not waiver.strip():
        raise Refused(
            Message(
                N_("This step cannot close yet. Still missing: %(missing)s."),
                {"missing": lacking[0].sentence},
            )
        )
    if step.guards_money:
        raise Refused(Message(N_("This step guards money. No reason can replace what is missing.")))


def before_money(steps: Sequence[StepDefinition]) -> list[StepDefinition]:
    """Return the steps before the first one that guards money."""
    return list(takewhile(lambda step: not step.guards_money, steps))


def is_planned(steps: Sequence[StepDefinition], closed: Sequence[str]) -> bool:
    """Return whether every step before the first one that guards money is closed."""
    return all(step.key in closed for step in before_money(steps))


def process_state(
    steps: Sequence[StepDefinition], closed: Sequence[str], cycles_before: int = 0
) -> ProcessState:
    """Return the state of a process, as far as permissions depend on it.

    Works of an earlier cycle continue while the next one plans, so later cycles count as building from the
    beginning.
    """
    if current_step(steps, closed) is None:
        return ProcessState.CLOSED
    return ProcessState.BUILDING if cycles_before or is_planned(steps, closed) else ProcessState.PLANNING


def current_step(steps: Sequence[StepDefinition], closed: Sequence[str]) -> StepDefinition | None:
    """Return the first step that is not closed, None if all are closed or the cycle ended early."""
    if ENDED_EARLY in closed:
        return None
    return next((step for step in steps if step.key not in closed), None)
