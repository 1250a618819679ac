"""The end of a cycle before all its steps are closed: its grounds, and what must be settled before it."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.money_checks import (
    accounts_were_read,
    work_is_certified,
    work_is_handed_over,
)
from peoplesprocess.core.programme_rules import ProgrammeRules

JOINED = "joined"
GROUNDS: Mapping[str, Msgid] = {
    JOINED: N_("It goes on together with another settlement"),
    "left": N_("The people left this place"),
    "unsafe": N_("It is not safe to work here"),
    "stopped": N_("The community decided to stop"),
    "agency": N_("The agency stops its support"),
    "other": N_("Another reason"),
}
"""The grounds on which a cycle can end early; `JOINED` requires the settlement in which it goes on."""
_SETTLES_WORKS = (accounts_were_read, work_is_certified, work_is_handed_over)


def early_end_obstacle(facts: GateFacts, rules: ProgrammeRules) -> Sentence | None:
    """Return why a cycle with these facts cannot end early, None if it can.

    Afterwards nobody closes a round, signs, pays or accounts for money in it, so all of this must be done.
    """
    if facts.rounds_open:
        return Message(N_("A round of priorities is open. Close it, or end it without a choice, first."))
    if facts.contracts > facts.contracts_signed:
        return Message(
            N_("A contract is not signed by all its parties. It must be signed or given up first.")
        )
    if not facts.contracts_signed:
        return _unpaid(facts)
    lacking = (finding for check in _SETTLES_WORKS for finding in check(facts, rules) if not finding.holds)
    if (first := next(lacking, None)) is None:
        return None
    sentence = N_(
        "Works and their money must be settled first: each contract is ended or its work is handed over, and "
        "its money is accounted for. Still missing: %(missing)s."
    )
    return Message(sentence, {"missing": first.sentence})


def _unpaid(facts: GateFacts) -> Sentence | None:
    """Return that something of an earlier cycle is not paid yet, None if everything is."""
    if not facts.tranches_due:
        return None
    return Message(N_("A retention of an earlier cycle is not paid yet. It must be released first."))
