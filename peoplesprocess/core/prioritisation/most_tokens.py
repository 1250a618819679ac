"""Each token counts the same: the sum over all groups."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from peoplesprocess.core.prioritisation.group_tally import GroupTally


def figures(needs: Sequence[int], sheets: Sequence[GroupTally]) -> dict[int, Fraction]:
    """Return each need's tokens over all sheets, by its number; 0 for a need on no sheet. Units: tokens."""
    return {need: Fraction(sum(sheet.tokens.get(need, 0) for sheet in sheets)) for need in needs}
