"""What must hold before a plan is adopted or begun anew."""

from __future__ import annotations

from collections.abc import Sequence

from peoplesprocess.core.inclusion import Share
from peoplesprocess.core.messages import N_, Message, Plural, Refused
from peoplesprocess.facts.plans import ItemWithDecision, PlanVersion


def check_quorum(share: Share, people: int, quorum_percent: int) -> None:
    """Refuse an assembly with too few households, or with more than can be. Errors: Refused."""
    if share.part > people:
        raise Refused(
            Message(N_("More households than people were there. Check both numbers.")), "households"
        )
    if share.whole and share.part > share.whole:
        raise Refused(
            Message(
                N_("This is more than all %(households)s households. Check the number."),
                {"households": share.whole},
            ),
            "households",
        )
    if quorum_percent and not share.whole:
        raise Refused(Message(N_("Write on the settlement's sheet first how many households live here.")))
    if quorum_percent and not share.reaches(quorum_percent):
        raise Refused(
            Message(
                N_("Too few households at the assembly: %(share)s, at least %(least)s %% are needed"),
                {"share": share, "least": quorum_percent},
            ),
            "households",
        )


def check_revisable(plan: PlanVersion | None, items: Sequence[ItemWithDecision]) -> None:
    """Refuse a new version after the newest one, whose items these are, where that needs none.

    Errors: Refused while it can still be changed, or waits for the authority with no item sent back.
    """
    if plan is None or not (plan.adopted_on or plan.submitted_at):
        raise Refused(Message(N_("Nobody has adopted this version yet. Change it as it is.")))
    waiting = sum(item.verdict is None for item in items)
    if plan.submitted_at and waiting and not any(item.was_sent_back for item in items):
        raise Refused(
            Plural(
                "%(count)s item waits for the authority. A new version can begin when it has answered.",
                "%(count)s items wait for the authority. A new version can begin when it has answered.",
                waiting,
            )
        )
