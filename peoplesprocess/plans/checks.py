"""What must hold before a plan is adopted or begun anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peoplesprocess.core.decisions import Verdict
from peoplesprocess.core.inclusion import Share
from peoplesprocess.core.messages import N_, Message, Plural, Refused


def check_quorum(share: Share, people: int, quorum_percent: int) -> None:
    """Refuse an assembly with too few households, or with more than can be. Errors: Refused."""
    if share.part > people:
        raise Refused(Message(N_("More households than people were there.")), "households")
    if share.whole and share.part > share.whole:
        raise Refused(
            Message(N_("This is more than all %(households)s households."), {"households": share.whole}),
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


def may_revise(adopted: bool, submitted_at: datetime | None, items: Iterable[Any]) -> None:
    """Refuse a new version where the newest one needs none. `items` are rows with their standing `verdict`.

    Errors: Refused.
    """
    if not adopted and not submitted_at:
        raise Refused(Message(N_("Nobody has adopted this version yet. Change it as it is.")))
    verdicts = [item.verdict for item in items]
    sent_back = {Verdict.RETURN.value, Verdict.DECLINE.value} & set(verdicts)
    waiting = verdicts.count(None)
    if submitted_at and waiting and not sent_back:
        raise Refused(
            Plural(
                "%(count)s item waits for the authority. A new version can begin when it has answered.",
                "%(count)s items wait for the authority. A new version can begin when it has answered.",
                waiting,
            )
        )
