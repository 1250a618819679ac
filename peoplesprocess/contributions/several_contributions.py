"""Several contributions of one day at once, as people copy them from a list; each is checked on its own."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.act import Act
from peoplesprocess.contributions.actions import ContributionInput, record_contribution
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.models import ContributionEntry


def record_contributions(
    act: Act, number: int, given: Mapping[int, ContributionInput]
) -> list[ContributionEntry]:
    """Record several contributions to a contract, by line: all of them or none.

    Errors: Forbidden; Refused, naming for each wrong line its field with the line's number.
    """
    act.require(Action.RECORD_SPENDING)
    if not given:
        raise Refused(Message(N_("Write at least one line.")), "what1")
    rows, refusals = list[ContributionEntry](), RefusalList()
    for line, each in given.items():
        with refusals.of_line(line, "given_on"):
            rows.append(record_contribution(act, number, each))
    refusals.settle()
    return rows
