"""The journal in plain sentences: one for every kind of act, without any words that people typed."""

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
from peoplesprocess.core.shipped_frames import SHIPPED_FRAMES

Names = Mapping[str, str]
_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class JournalNames:
    """What the codes in entries stand for: groups and steps by code, a settlement's people by account."""

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
"""The sentence used instead if the act's detail holds the key."""

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
"""Acts that made a record with a page that everybody with a role in the settlement can read."""

OTHER_ACT = N_("Something was recorded that this version has no words for.")
UNNAMED = frozenset({"ballot.seal", "ballot.late"})
"""Acts whose author stays secret, and whose time is shown as the day only."""

SENTENCES: Mapping[str, Msgid] = {
    act: sentence for kind in (*KINDS.values(), OF_ACCOUNTS) for act, sentence in kind.sentences.items()
}
"""The sentence of every act, keyed by the act's name."""


def sentence_of(act: str, subject: str, detail: Mapping[str, object], names: JournalNames) -> Message:
    """Return the sentence of an entry; values that it does not hold are shown as a dash."""
    text = SENTENCES.get(act, OTHER_ACT)
    for (named, key), other in WITH_DETAIL.items():
        if named == act and detail.get(key):
            text = other
    known = _values(subject, detail, names)
    return Message(text, {name: known.get(name, "–") for name in _NAMED.findall(text)})


def _values(subject: str, detail: Mapping[str, object], names: JournalNames) -> dict[str, object]:
    """Return the numbers and names in an entry's subject, such as "contract 1 visit 3", and its detail."""
    words = subject.split()
    values: dict[str, object] = {name: int(number) for name, number in pairwise(words) if number.isdecimal()}
    if "entry" in values:
        # Entries of trial settlements use this word for a line of the cash book.
        values["spending"] = values["entry"]
    match words:
        case ["account", account]:
            values["account"] = names.accounts.get(account, "–")
        case ["round", _, group]:
            values["group"] = names.groups.get(group, group)
        case ["step", step] | [step]:
            values["step"] = names.steps.get(step, step)
        case ["frame", frame]:
            values["frame"] = SHIPPED_FRAMES[frame].name if frame in SHIPPED_FRAMES else frame
    return {**values, **_values_of_detail(detail)}


def _values_of_detail(detail: Mapping[str, object]) -> dict[str, object]:
    """Return the values of an entry's detail that sentences use."""
    names = ("into", "need", "corrects", "replacement", "defect", "month", "form", "number", "line")
    values: dict[str, object] = {name: detail[name] for name in names if name in detail}
    if "role" in detail:
        values["role"] = ROLE_NAMES[Role(detail["role"])]
    if "paper" in detail:
        values["paper"] = PAPERS[str(detail["paper"])]
    if "party" in detail:
        values["party"] = PARTIES[str(detail["party"])]
    if "verdict" in detail:
        values["verdict"] = VERDICT_DONE[AuthorityVerdict(str(detail["verdict"]))]
    if "until" in detail:
        values["until"] = date.fromisoformat(str(detail["until"]))
    return values
