"""The checks that a gate can be made of, by their keys."""

from __future__ import annotations

from peoplesprocess.core.process import paying, planning
from peoplesprocess.core.process.findings import Check
from peoplesprocess.core.words import N_

CHECKS: dict[str, Check] = {
    "sheet": planning.sheet_is_written,
    "no-objection": planning.authority_agrees,
    "women-attend": planning.women_attend,
    "women-alone": planning.women_met_alone,
    "consent": planning.consent_was_read,
    "committee": planning.committee_is_elected,
    "women-seats": planning.women_hold_seats,
    "signatories": planning.signatories_are_named,
    "groups-heard": planning.groups_were_heard,
    "needs": planning.needs_are_listed,
    "round": planning.round_is_closed,
    "plan": planning.plan_is_adopted,
    "authority": planning.authority_has_decided,
    "contract": paying.contract_is_signed,
    "built": paying.works_are_finished,
    "audit": paying.accounts_were_read,
    "certificate": paying.work_is_certified,
    "handover": paying.work_is_handed_over,
}

CHECK_NAMES = {
    "sheet": N_("Sheet and profile are written"),
    "no-objection": N_("The authority has no objection"),
    "women-attend": N_("Enough women at the orientation meeting"),
    "women-alone": N_("Women had a meeting of their own"),
    "consent": N_("Consent was read aloud at every meeting"),
    "committee": N_("A committee is elected, with enough voters"),
    "women-seats": N_("Enough women on the committee"),
    "signatories": N_("Signatories are named"),
    "groups-heard": N_("Every required group had a session of its own"),
    "needs": N_("There are needs on the list"),
    "round": N_("The priorities are counted and closed"),
    "plan": N_("An assembly has adopted the plan"),
    "authority": N_("The authority has answered every item"),
    "contract": N_("A contract is signed by all its parties"),
    "built": N_("Every work is fully built"),
    "audit": N_("The accounts were read in public"),
    "certificate": N_("The work is measured, certified and without defects"),
    "handover": N_("The work is handed over and all money released"),
}

MONEY_CHECKS = frozenset({"contract", "built", "audit", "certificate", "handover"})
"""Gates that guard money: no reason waives them, whatever a programme's steps say."""
