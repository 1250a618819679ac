"""Checks of planning, from the first sheet to the authority's answers. A manager may waive them."""

from __future__ import annotations

from peoplesprocess.core.choice_lists import NO_SESSION_YET
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Message, Plural
from peoplesprocess.core.process.check_findings import GateFinding, either, shares
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.tranche_conditions import enough_signatories


def sheet_is_written(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that the numbers of households and people are known."""
    if facts.households and facts.people:
        return [
            GateFinding(
                True,
                Message(
                    N_("Sheet: %(households)s, %(people)s"),
                    {
                        "households": Plural("%(count)s household", "%(count)s households", facts.households),
                        "people": Plural("%(count)s person", "%(count)s people", facts.people),
                    },
                ),
            )
        ]
    return [GateFinding(False, Message(N_("No households and people on the settlement's sheet yet")))]


def authority_agrees(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that the authority has no objection."""
    return [
        either(
            facts.no_objections > 0,
            N_("The authority has no objection"),
            N_("The authority has not yet confirmed that it has no objection"),
        )
    ]


def women_attend(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that enough women were at the orientation meetings."""
    if not facts.orientation_people:
        return [GateFinding(False, Message(N_("No orientation meeting yet")))]
    women = PeopleShare(facts.orientation_women, facts.orientation_people)
    return [
        shares(
            women,
            rules.women_at_meeting,
            N_("Women at the orientation meeting: %(share)s"),
            N_("Too few women at the orientation meeting: %(share)s, at least %(least)s %% are needed"),
        )
    ]


def consent_was_read(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that the consent text was read aloud at every meeting so far."""
    if not facts.meetings:
        return []
    if facts.meetings_without_consent:
        return [
            GateFinding(
                False,
                Plural(
                    "Consent was not read aloud at %(count)s meeting",
                    "Consent was not read aloud at %(count)s meetings",
                    facts.meetings_without_consent,
                ),
            )
        ]
    return [GateFinding(True, Message(N_("Consent was read aloud at every meeting")))]


def women_met_alone(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that women had an orientation meeting of their own."""
    return [
        either(
            facts.womens_meetings > 0,
            N_("Women had a meeting of their own"),
            N_("No meeting of women alone yet"),
        )
    ]


def households_are_in_small_groups(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that enough households are in small groups; some programmes require none."""
    if not rules.small_group_coverage:
        return []
    if not facts.grouped_households:
        return [GateFinding(False, Message(N_("No household in a small group yet")))]
    return [
        shares(
            PeopleShare(facts.grouped_households, facts.households),
            rules.small_group_coverage,
            N_("Households in small groups: %(share)s"),
            N_("Too few households in small groups: %(share)s, at least %(least)s %% are needed"),
        )
    ]


def committee_is_elected(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that a committee was elected, with enough voters."""
    if not facts.seats:
        return [GateFinding(False, Message(N_("No committee elected yet")))]
    turnout = PeopleShare(facts.voters, facts.eligible)
    return [
        shares(
            turnout,
            rules.election_turnout,
            N_("Took part in the election: %(share)s"),
            N_("Too few took part in the election: %(share)s, at least %(least)s %% are needed"),
        )
    ]


def women_hold_seats(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that the women's share of the seats meets the quota."""
    if not facts.seats:
        return []
    return [
        shares(
            PeopleShare(facts.women_seats, facts.seats),
            rules.women_on_committee,
            N_("Women on the committee: %(share)s"),
            N_("Too few women on the committee: %(share)s, at least %(least)s %% are needed"),
        )
    ]


def signatories_are_named(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that there are enough signatories for the account, and enough women among them."""
    values = {"all": facts.signatories, "women": facts.women_signatories}
    needed = {**values, "needed": rules.signatories, "women_needed": rules.women_signatories}
    if enough_signatories(facts.signatories, facts.women_signatories, rules):
        return [GateFinding(True, Message(N_("Signatories: %(all)s, of whom women: %(women)s"), values))]
    return [
        GateFinding(
            False,
            Message(
                N_("Signatories: %(all)s of %(needed)s, women among them: %(women)s of %(women_needed)s"),
                needed,
            ),
        )
    ]


def groups_were_heard(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that every required group has had a session of its own."""
    return [_heard(group, facts) for group in facts.required_groups]


def needs_are_listed(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that there are needs on the list."""
    if facts.needs:
        return [
            GateFinding(
                True, Plural("%(count)s need on the list", "%(count)s needs on the list", facts.needs)
            )
        ]
    return [GateFinding(False, Message(N_("No need on the list yet")))]


def round_is_closed(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that a round was counted and closed."""
    if facts.rounds_closed:
        return [GateFinding(True, Message(N_("The priorities are counted and closed")))]
    if facts.rounds_open:
        return [GateFinding(False, Message(N_("The round is open and not closed yet")))]
    return [GateFinding(False, Message(N_("No round of priorities yet")))]


def plan_is_adopted(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that an assembly with enough households adopted the newest plan."""
    if not facts.plan_items:
        return [GateFinding(False, Message(N_("No item in the action plan yet")))]
    if not facts.adopted:
        return [GateFinding(False, Message(N_("The assembly has not adopted the plan yet")))]
    return [
        shares(
            PeopleShare(facts.adopted_households, facts.households),
            rules.households_at_assembly,
            N_("Households at the assembly that adopted the plan: %(share)s"),
            N_("Too few households at the assembly: %(share)s, at least %(least)s %% are needed"),
        )
    ]


def authority_has_decided(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that the authority answered every item of the submitted plan and endorsed at least one."""
    if not facts.submitted:
        return [GateFinding(False, Message(N_("The plan is not with the authority yet")))]
    if facts.items_undecided:
        return [
            GateFinding(
                False,
                Plural(
                    "%(count)s item waits for the authority",
                    "%(count)s items wait for the authority",
                    facts.items_undecided,
                ),
            )
        ]
    if not facts.items_endorsed:
        return [GateFinding(False, Message(N_("The authority has endorsed no item yet")))]
    endorsed = Plural(
        "%(count)s item endorsed by the authority",
        "%(count)s items endorsed by the authority",
        facts.items_endorsed,
    )
    return [GateFinding(True, endorsed)]


def _heard(group: str, facts: GateFacts) -> GateFinding:
    people = facts.sessions.get(group, 0)
    name = facts.group_names.get(group, group)
    if people:
        values = {"group": name, "people": people}
        return GateFinding(True, Message(N_("%(group)s, own session: %(people)s took part"), values))
    if group in NO_SESSION_YET:
        return GateFinding(False, Message(NO_SESSION_YET[group]))
    return GateFinding(False, Message(N_("No session of this group yet: %(group)s"), {"group": name}))
