"""The figures of a count that the public may see: one rule for the board, the poster and the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from peoplesprocess.core.disclosure import figures_may_be_published
from peoplesprocess.core.prioritisation import EQUAL_SHARES
from peoplesprocess.core.prioritisation.ballot_methods import METHODS_BY_KEY, BallotFormat
from peoplesprocess.core.prioritisation.result import RoundResult


class ResultToDisclose(Protocol):
    """A result with its round; `result` is its number among the round's results."""

    @property
    def method(self) -> str: ...

    @property
    def rule(self) -> str: ...

    @property
    def tokens(self) -> int: ...

    @property
    def ballot(self) -> Sequence[int]: ...

    @property
    def required_groups(self) -> Sequence[str]: ...

    @property
    def result(self) -> int | None: ...


def figures_are_public(shown: ResultToDisclose, counted: RoundResult) -> bool:
    """Return whether the public may see the figures of a result, instead of only its order and its works.

    Only the figures of a round's first result may be public: the difference between two results could reveal
    the choice of one person.
    """
    if shown.result != 1:
        return False
    method = METHODS_BY_KEY.get(shown.method)
    once = shown.rule == EQUAL_SHARES.key or (method is not None and method.one_a_need)
    counts = method is None or method.marks is BallotFormat.COUNTS
    return figures_may_be_published(
        {sheet.group: (sheet.people, sheet.tokens) for sheet in counted.sheets},
        shown.ballot,
        most_each=shown.tokens if counts and not once else 1,
        once=once,
    )


def groups_without_sheet(shown: ResultToDisclose, counted: RoundResult) -> list[str]:
    """Return the codes of groups that had to be heard when the round was opened, but did not choose.

    A round can close without such a group only if the settlement's settings changed in the meantime.
    """
    chose = {sheet.group for sheet in counted.sheets}
    return [code for code in shown.required_groups if code not in chose]
