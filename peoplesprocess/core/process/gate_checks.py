"""The checks of which a gate can consist, by their keys."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.messages import N_
from peoplesprocess.core.process import money_checks, planning_checks
from peoplesprocess.core.process.check_findings import Check

CHECKS: dict[str, Check] = {
    "sheet": planning_checks.sheet_is_written,
    "no-objection": planning_checks.authority_agrees,
    "women-attend": planning_checks.women_attend,
    "women-alone": planning_checks.women_met_alone,
    "consent": planning_checks.consent_was_read,
    "small-groups": planning_checks.households_are_in_small_groups,
    "committee": planning_checks.committee_is_elected,
    "women-seats": planning_checks.women_hold_seats,
    "signatories": planning_checks.signatories_are_named,
    "groups-heard": planning_checks.groups_were_heard,
    "needs": planning_checks.needs_are_listed,
    "round": planning_checks.round_is_closed,
    "plan": planning_checks.plan_is_adopted,
    "authority": planning_checks.authority_has_decided,
    "contract": money_checks.contract_is_signed,
    "built": money_checks.works_are_finished,
    "audit": money_checks.accounts_were_read,
    "certificate": money_checks.work_is_certified,
    "handover": money_checks.work_is_handed_over,
}

CHECK_NAMES = {
    "sheet": N_("The sheet is written"),
    "no-objection": N_("The authority has no objection"),
    "women-attend": N_("Enough women at the orientation meeting"),
    "women-alone": N_("Women had a meeting of their own"),
    "consent": N_("Consent was read aloud at every meeting"),
    "small-groups": N_("Enough households are in small groups"),
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
    "certificate": N_("The work is certified, accounted for and without defects"),
    "handover": N_("The work is handed over and all money released"),
}

ASKED: dict[str, tuple[str, ...]] = {
    "sheet": ("households", "people"),
    "no-objection": ("no_objections",),
    "women-attend": ("orientation_people", "orientation_women"),
    "women-alone": ("womens_meetings",),
    "consent": ("meetings", "meetings_without_consent"),
    "small-groups": ("grouped_households", "households"),
    "committee": ("seats", "voters", "eligible"),
    "women-seats": ("seats", "women_seats"),
    "signatories": ("signatories", "women_signatories"),
    "groups-heard": ("required_groups", "sessions", "group_names"),
    "needs": ("needs",),
    "round": ("rounds_closed", "rounds_open"),
    "plan": ("plan_items", "adopted", "adopted_households", "households"),
    "authority": ("submitted", "items_undecided", "items_endorsed"),
    "contract": ("contracts_signed", "contracts"),
    "built": ("contracts_ended", "works_finished", "contracts_signed", "items_without_contract"),
    "audit": ("audits", "contracts_signed"),
    "certificate": (
        *("contracts_signed", "contracts_ended"),
        *("final_measurements", "certificates", "defects_open"),
    ),
    "handover": ("contracts_signed", "contracts_ended", "handovers", "tranches_due"),
}
"""The fields of `GateFacts` that each check reads: if these are equal, its findings are equal."""
SESSION_CHECKS = frozenset(check for check, asked in ASKED.items() if "sessions" in asked)
"""Checks that read which groups are required, and who came to their sessions."""


def heard_groups(sessions: Mapping[str, int]) -> frozenset[str]:
    """Return the groups that had people at a session; failing checks depend on nothing else in `sessions`."""
    return frozenset([group for group, people in sessions.items() if people])


MONEY_CHECKS = frozenset({"contract", "built", "audit", "certificate", "handover"})
"""Checks that guard money: no reason waives them, whatever a programme's steps say."""
