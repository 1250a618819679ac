"""A need's fate in one sentence that fits into a text message, for the group that raised it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.need_stage import NeedOutcome, NeedStage
from peoplesprocess.core.text_message import fitted
from peoplesprocess.facts.item_progress import ItemProgress
from peoplesprocess.facts.need_outcomes import OutcomeSubject

_SENTENCES = {
    NeedStage.UNDECIDED: N_("not decided yet."),
    NeedStage.NOT_CHOSEN: N_("not chosen this time because other needs came first."),
    NeedStage.REFERRED: N_("for another office: the committee will take it there."),
    NeedStage.TAKEN_TO_OFFICE: N_("taken on %(day)s to: %(other)s."),
    NeedStage.REFUSED_BY_OFFICE: N_("the office refused: %(reason)s"),
    NeedStage.RESOLVED_BY_OFFICE: N_("resolved: %(reason)s"),
    NeedStage.MERGED: N_("the same as need %(into)s."),
    NeedStage.REMOVED: N_("not taken because: %(reason)s"),
    NeedStage.DECLINED: N_("not taken because: %(reason)s"),
    NeedStage.RETURNED: N_("in plan item %(line)s, sent back because: %(reason)s"),
    NeedStage.FORWARDED: N_("referred to %(other)s."),
    NeedStage.DEFERRED: N_("in plan item %(line)s, put off because: %(reason)s"),
    NeedStage.NOT_CARRIED_OUT: N_("plan item %(line)s was not carried out: the cycle ended early."),
    NeedStage.PLANNED: N_("in plan item %(line)s."),
    NeedStage.SUBMITTED: N_("in plan item %(line)s, with the authority."),
    NeedStage.ENDORSED: N_("in plan item %(line)s, endorsed by the authority."),
    NeedStage.ENDED: N_("plan item %(line)s ended before it was finished."),
    NeedStage.BEING_BUILT: N_("in plan item %(line)s, being built."),
    NeedStage.HANDED_OVER: N_("done, plan item %(line)s was handed over on %(day)s."),
}
"""The sentence for each stage, except for split needs, for which it is in their outcome."""
_BROKEN = N_("plan item %(line)s was handed over on %(day)s. The latest check says that it does not work.")
_BY_OFFICE = frozenset({NeedStage.TAKEN_TO_OFFICE, NeedStage.REFUSED_BY_OFFICE, NeedStage.RESOLVED_BY_OFFICE})
STATES: Mapping[str, tuple[str, frozenset[NeedStage]]] = {
    "open": (N_("Not decided yet"), frozenset({NeedStage.UNDECIDED})),
    "planned": (
        N_("In the plan"),
        frozenset(
            {
                *(NeedStage.PLANNED, NeedStage.SUBMITTED, NeedStage.ENDORSED),
                *(NeedStage.RETURNED, NeedStage.DEFERRED),
            }
        ),
    ),
    "built": (N_("Being built"), frozenset({NeedStage.BEING_BUILT})),
    "done": (N_("Handed over"), frozenset({NeedStage.HANDED_OVER})),
    "referred": (
        N_("For other offices"),
        frozenset({NeedStage.REFERRED, NeedStage.TAKEN_TO_OFFICE, NeedStage.FORWARDED}),
    ),
    "resolved": (N_("Resolved by an office"), frozenset({NeedStage.RESOLVED_BY_OFFICE})),
    "refused": (
        N_("Not taken"),
        frozenset(
            {
                *(NeedStage.NOT_CHOSEN, NeedStage.DECLINED, NeedStage.REMOVED, NeedStage.ENDED),
                *(NeedStage.NOT_CARRIED_OUT, NeedStage.REFUSED_BY_OFFICE),
            }
        ),
    ),
}
"""The filters of a list of needs, by their names in addresses: label and stages."""


class TitledNeed(OutcomeSubject, Protocol):
    """A need with its title in people's words, and the words of the office that answered last."""

    @property
    def title(self) -> str: ...

    @property
    def referral_said(self) -> str | None: ...


def fate_message(
    need: TitledNeed, outcome: NeedOutcome, item: ItemProgress | None, say: Callable[[Sentence], str]
) -> str:
    """Return the fate of a need as a text message in the language of `say`.

    `item` is the one that decides the need's fate, None if there is none.
    """
    stage, told = outcome
    by_office = stage in _BY_OFFICE
    reason = (need.referral_said or "") if by_office else _reason(stage, item)
    if stage is NeedStage.SPLIT or (stage is NeedStage.REMOVED and not reason):
        sentence, values = told.text, dict(told.values)
    else:
        sentence, values = _SENTENCES[stage], _at_office(need) if by_office else _values(need, item)
    if stage is NeedStage.HANDED_OVER and item is not None and item.works is False:
        sentence = _BROKEN

    def compose(title: str, reason: str) -> str:
        fate = Message(sentence, {**values, "reason": reason} if "%(reason)s" in sentence else values)
        whole = N_("Need %(number)s, %(title)s: %(fate)s")
        return say(Message(whole, {"number": need.number, "title": title, "fate": fate}))

    return fitted(compose, " ".join(need.title.split()), " ".join(reason.split()))


def _reason(stage: NeedStage, item: ItemProgress | None) -> str:
    """Why the item was removed, returned, declined or put off, in people's words."""
    if item is None:
        return ""
    match stage:
        case NeedStage.REMOVED:
            return item.removal or ""
        case NeedStage.DEFERRED:
            return item.deferral or ""
    return item.reason or ""


def _at_office(need: TitledNeed) -> dict[str, object]:
    return {"other": need.referred_to, "day": need.referred_at}


def _values(need: TitledNeed, item: ItemProgress | None) -> dict[str, object]:
    day: date | None = item.handed_on if item is not None else None
    return {
        "into": need.into_number,
        "line": item.line if item is not None else None,
        "other": item.forwarded_to if item is not None else None,
        "day": day,
    }
