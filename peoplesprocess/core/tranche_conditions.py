"""One condition of an instalment, in a sentence that is true either way; and the condition on signatories."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import Message, Plural, Sentence
from peoplesprocess.core.programme_rules import ProgrammeRules


@dataclass(frozen=True, slots=True)
class TrancheCondition:
    """A condition in words, whether it holds, and where it can be met."""

    sentence: Sentence
    holds: bool
    place: str = ""
    """The page of the work where it is met: "contract", "visits", "spending", "closing" …, "" for none."""


def so_or_not(holds: bool, so: str, not_so: str, place: str = "", **values: object) -> TrancheCondition:
    """Return a condition with the sentence that is true: `so` if it holds, else `not_so`."""
    return TrancheCondition(Message(so if holds else not_so, values), holds, place)


def signatories(named: int, women: int, rules: ProgrammeRules) -> TrancheCondition:
    """Return the condition on the number of signatories, and of women among them."""
    return TrancheCondition(
        _signatories(named, women, rules), enough_signatories(named, women, rules), "committee"
    )


def enough_signatories(named: int, women: int, rules: ProgrammeRules) -> bool:
    """Return whether the signatories, and the women among them, are as many as the programme requires."""
    return named >= rules.signatories and women >= rules.women_signatories


def _signatories(named: int, women: int, rules: ProgrammeRules) -> Sentence:
    values = {"women": women, "all": named, "least": rules.women_signatories, "needed": rules.signatories}
    if named < rules.signatories:
        return Plural(
            "%(count)s more person must sign for the account: only %(all)s of %(needed)s do now",
            "%(count)s more people must sign for the account: only %(all)s of %(needed)s do now",
            rules.signatories - named,
            values,
        )
    if not rules.women_signatories:
        return Plural(
            "%(count)s person signs for the account, named so far: %(all)s",
            "%(count)s people sign for the account, named so far: %(all)s",
            rules.signatories,
            values,
        )
    return Plural(
        "%(count)s person signs for the account, with at least this many women: %(least)s. "
        "Now %(women)s of %(all)s are women",
        "%(count)s people sign for the account, with at least this many women: %(least)s. "
        "Now %(women)s of %(all)s are women",
        rules.signatories,
        values,
    )
