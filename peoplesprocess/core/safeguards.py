"""The screening of an item: ten questions in three domains, the risk level, what blocks an endorsement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from peoplesprocess.core.messages import N_, Message, Msgid, RefusalList, Refused
from peoplesprocess.core.roles import ROLE_NAMES, Role


class RiskLevel(StrEnum):
    """The risk that something goes wrong with an item."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


LEVEL_NAMES: Mapping[str, Msgid] = {
    RiskLevel.LOW.value: N_("Low"),
    RiskLevel.MODERATE.value: N_("Moderate"),
    RiskLevel.HIGH.value: N_("High"),
}
POLITICAL = "political"
DOMAINS: Mapping[str, Msgid] = {
    "environment": N_("Environment"),
    "social": N_("Lives of people"),
    POLITICAL: N_("Power and conflict"),
}
"""The domains of questions.

Answers on power and conflict can endanger people: no public page or file has them.
"""
ANSWERS: Mapping[str, Msgid] = {"yes": N_("Yes"), "no": N_("No"), "unknown": N_("Not known yet")}
RESPONSIBLE: Mapping[str, Msgid] = {
    role.value: ROLE_NAMES[role]
    for role in (
        *(Role.COMMITTEE_OFFICER, Role.FACILITATOR, Role.TECHNICAL_OFFICER),
        *(Role.LOCAL_AUTHORITY, Role.PROGRAMME_MANAGER),
    )
}
"""Who can be responsible for a measure: a role, never a name."""


@dataclass(frozen=True, slots=True)
class ScreeningQuestion:
    """A question of the screening; a yes to a `grave` one makes the risk high on its own."""

    key: str
    domain: str
    words: Msgid
    grave: bool = False


EVICTION = "eviction"
QUESTIONS: Mapping[str, ScreeningQuestion] = {
    question.key: question
    for question in (
        ScreeningQuestion(
            "pollution", "environment", N_("Could it foul water, soil or air, or leave waste behind?")
        ),
        ScreeningQuestion(
            "hazard",
            "environment",
            N_("Could it make a flood, a landslide or a fire worse, here or next door?"),
        ),
        ScreeningQuestion(
            "nature", "environment", N_("Are trees, a wetland or a protected place cut, filled or built on?")
        ),
        ScreeningQuestion(
            EVICTION,
            "social",
            N_("Could anybody lose a home, land or a place to earn, or be made to move?"),
            grave=True,
        ),
        ScreeningQuestion(
            "left_out", "social", N_("Could somebody who needs it be left out, or pay more than they can?")
        ),
        ScreeningQuestion(
            "harm", "social", N_("Could women, children or builders be harmed while it is built or used?")
        ),
        ScreeningQuestion(
            "heritage",
            "social",
            N_("Does it touch graves, a place of prayer or another place people hold dear?"),
        ),
        ScreeningQuestion(
            "quarrel", POLITICAL, N_("Could it favour one side of a quarrel, or start an old one again?")
        ),
        ScreeningQuestion(
            "capture",
            POLITICAL,
            N_("Could a party, an armed group or a powerful person take it for themselves?"),
        ),
        ScreeningQuestion(
            "threat", POLITICAL, N_("Could people be threatened because they speak, sign or take part?")
        ),
    )
}
"""The questions by key: three about the environment, four about people's lives, three about power."""
HIGH_FROM = 3
"""The risk is high from this number of answers other than "no"."""


@dataclass(frozen=True, slots=True)
class AnsweredScreeningQuestion:
    """The answer to a question, a key of `ANSWERS`, with a remark."""

    question: str
    answer: str
    remark: str = ""


def checked_answers(answers: Iterable[AnsweredScreeningQuestion]) -> list[AnsweredScreeningQuestion]:
    """Return the answers in the order of the questions. Errors: Refused, naming the question's field."""
    given = {each.question: each for each in answers}
    refusals = RefusalList()
    for key in QUESTIONS:
        with refusals:
            if key not in given or given[key].answer not in ANSWERS:
                raise Refused(
                    Message(N_("Answer this question. If nobody knows, choose “Not known yet”.")), key
                )
    refusals.settle()
    return [given[key] for key in QUESTIONS]


def level_of(answers: Iterable[AnsweredScreeningQuestion]) -> RiskLevel:
    """Return the risk level of answers; "not known yet" counts as yes.

    Low without any yes, moderate with one or two, high with three or more or if somebody may lose a home or
    land.
    """
    counted = [QUESTIONS[each.question] for each in answers if each.answer != "no"]
    if len(counted) >= HIGH_FROM or any(question.grave for question in counted):
        return RiskLevel.HIGH
    return RiskLevel.MODERATE if counted else RiskLevel.LOW


def raised(answered: RiskLevel, to: str, reason: str) -> RiskLevel:
    """Return the level after a person may have raised it; `to` is "" to keep that of the answers.

    Errors: Refused, naming the field, if `to` is lower, or if there is no reason.
    """
    levels = list(RiskLevel)
    if not to or to == answered:
        return answered
    if to not in levels or levels.index(RiskLevel(to)) < levels.index(answered):
        raise Refused(
            Message(N_("The answers give a higher risk. You can raise it, but not lower it.")), "raised_to"
        )
    if not reason.strip():
        raise Refused(Message(N_("Write why the risk is higher than the answers say.")), "raise_reason")
    return RiskLevel(to)


HIGH_WITHOUT_MEASURE = N_(
    "The risk of this item is high, and no measure against it is written yet. The facilitator or the "
    "technical officer writes one on the page “Safeguards” of the settlement. Then the item can be "
    "endorsed. Until then it can be returned."
)
NOT_SCREENED = N_(
    "The programme asks for a screening before an item is endorsed, and this one has none. The facilitator "
    "or the technical officer makes it on the page “Safeguards” of the settlement."
)
SCREENED_OTHERWISE = N_(
    "The screening was made for an earlier wording of this item. The facilitator or the technical officer "
    "looks at it again on the page “Safeguards” of the settlement."
)


@dataclass(frozen=True, slots=True)
class ItemSafeguards:
    """What is known about an item: the level of its newest screening, None without one, and its measures.

    `is_current` says whether that screening was made for the item's current wording.
    """

    level: str | None
    is_current: bool
    measures: int

    def obstacle(self, asks: bool) -> Msgid | None:
        """Return why the item cannot be endorsed, None if it can; `asks` means that a screening is required.

        A high risk without a measure is an obstacle in every programme, even after a change of the wording.
        """
        if self.level == RiskLevel.HIGH and not self.measures:
            return HIGH_WITHOUT_MEASURE
        if not asks or self.is_current:
            return None
        return NOT_SCREENED if self.level is None else SCREENED_OTHERWISE
