"""Recording several small groups at once, as a village copies them from its list."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.models import SmallGroup
from peoplesprocess.small_groups.actions import SmallGroupInput, record_small_group


def record_small_groups(act: Act, groups: Mapping[int, SmallGroupInput]) -> list[SmallGroup]:
    """Record several small groups, by line number: all of them or none.

    Errors: Forbidden; Refused, naming every wrong field with the number of its line.
    """
    act.require(Action.RECORD_SMALL_GROUP)
    if not groups:
        raise Refused(Message(N_("Write at least one line.")), "name1")
    rows, refusals = list[SmallGroup](), RefusalList()
    for line, group in groups.items():
        with refusals.of_line(line):
            rows.append(record_small_group(act, group))
    refusals.settle()
    return rows
