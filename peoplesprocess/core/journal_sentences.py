"""What the journal says, in plain sentences: one for every kind of act, without a word that people typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from peoplesprocess.core.act_categories import KINDS, OF_ACCOUNTS
from peoplesprocess.core.authority_decisions import VERDICT_DONE, AuthorityVerdict
from peoplesprocess.core.choice_lists import PAPERS, PARTIES
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.core.roles import ROLE_NAMES, Role

Names = Mapping[str, str]
_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class JournalNames:
    """What codes of entries stand for: groups and steps by code, settlements' people by their account."""

    groups: Names
    steps: Names
    accounts: Mapping[str, str | Message]


WITH_DETAIL = {
    ("meeting.strike", "replacement"): N_(
        "Meeting %(meeting)s was recorded again, as meeting %(replacement)s."
    ),
    ("election.strike", "replacement"): N_("The election of the committee was recorded again."),
    ("observation.strike", "replacement"): N_(
        "Observation %(observation)s was recorded again, as observation %(replacement)s."
    ),
    ("referral.strike", "replacement"): N_("It was recorded again to which office need %(need)s was taken."),
    ("referral_answer.strike", "replacement"): N_(
        "It was recorded again what an office answered about need %(need)s."
    ),
    ("visit.strike", "replacement"): N_(
        "Visit %(visit)s to the work of contract %(contract)s was recorded again, as visit %(replacement)s."
    ),
    ("spending.strike", "replacement"): N_(
        "Line %(spending)s of the cash book of contract %(contract)s was written again, as line "
        "%(replacement)s."
    ),
    ("paper.strike", "replacement"): N_("Paper %(paper)s was corrected: it is paper %(replacement)s now."),
    ("membership.revoke", "until"): N_("The role of %(account)s was given an end, %(until)s: %(role)s."),
    ("step.close", "waived"): N_("A step was closed although something was missing: %(step)s."),
}
"""What is said instead where an act's detail says more."""

RECORDED = frozenset(
    {"round.open", "round.close", "round.end"}.union(
        *(
            KINDS[kind].sentences
            for kind in (
                *("settlement", "needs", "assessments", "maps", "plan", "safeguards", "contracts"),
                *("works", "handover", "papers"),
            )
        )
    )
)
"""Acts that made a record which everybody with a role in the settlement reads on its own page."""

OTHER_ACT = N_("Something was recorded that this version has no words for.")
UNNAMED = frozenset({"ballot.seal", "ballot.late"})
"""Acts of which nobody may know who did them, nor more of when than the day."""

SENTENCES: Mapping[str, Msgid] = {
    act: sentence for kind in (*KINDS.values(), OF_ACCOUNTS) for act, sentence in kind.sentences.items()
}
"""The sentence of every act by its name."""


def sentence_of(act: str, subject: str, detail: Mapping[str, object], names: JournalNames) -> Message:
    """Return what an entry says; values that it does not hold stand as a dash."""
    text = SENTENCES.get(act, OTHER_ACT)
    for (named, key), other in WITH_DETAIL.items():
        if named == act and detail.get(key):
            text = other
    known = _values(subject, detail, names)
    return Message(text, {name: known.get(name, "–") for name in _NAMED.findall(text)})


def _values(subject: str, detail: Mapping[str, object], names: JournalNames) -> dict[str, object]:
    """The numbers and names that an entry holds: "contract 1 visit 3", "round 2 women"."""
    words = subject.split()
    values: dict[str, object] = {name: int(number) for name, number in pairwise(words) if number.isdecimal()}
    if "entry" in values:
        # Trial settlements called the lines of a cash book so.
        values["spending"] = values["entry"]
    match words:
        case ["account", account]:
            values["account"] = names.accounts.get(account, "–")
        case ["round", _, group]:
            values["group"] = names.groups.get(group, group)
        case ["step", step] | [step]:
            values["step"] = names.steps.get(step, step)
    return {**values, **_said(detail)}


def _said(detail: Mapping[str, object]) -> dict[str, object]:
    """The part of an entry's detail that sentences tell."""
    told = ("into", "need", "corrects", "replacement", "defect", "month", "form", "number", "line")
    said: dict[str, object] = {name: detail[name] for name in told if name in detail}
    if "role" in detail:
        said["role"] = ROLE_NAMES[Role(detail["role"])]
    if "paper" in detail:
        said["paper"] = PAPERS[str(detail["paper"])]
    if "party" in detail:
        said["party"] = PARTIES[str(detail["party"])]
    if "verdict" in detail:
        said["verdict"] = VERDICT_DONE[AuthorityVerdict(str(detail["verdict"]))]
    if "until" in detail:
        said["until"] = date.fromisoformat(str(detail["until"]))
    return said
