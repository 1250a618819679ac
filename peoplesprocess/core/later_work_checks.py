"""The next check of a work after its handover, and its sentence: ahead or late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from peoplesprocess.core.contract_closure import due_on
from peoplesprocess.core.messages import N_, Message


class DueLaterWorkCheck(NamedTuple):
    """A check that has not been done yet, as of `today`."""

    day: date
    today: date

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.day < self.today

    @property
    def is_ahead(self) -> bool:
        """Whether its day is still to come."""
        return self.day > self.today

    @property
    def sentence(self) -> Message:
        """The sentence that says when it is or was due."""
        if self.is_late:
            return Message(N_("The check due on %(day)s is late"), {"day": self.day})
        return Message(N_("Next check of the work: %(day)s"), {"day": self.day})


def next_check(
    handed_on: date | None, months: Collection[int], checked: Collection[int], today: date
) -> DueLaterWorkCheck | None:
    """Return the first check, by months after the handover, that was not done; None if there is none."""
    if handed_on is None:
        return None
    left = (month for month in sorted(months) if month not in checked)
    return next((DueLaterWorkCheck(due_on(handed_on, month), today) for month in left), None)
