"""Each group counts the same: the mean of the groups' shares."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from peoplesprocess.core.inclusion import tenths
from peoplesprocess.core.prioritisation.group_tally import GroupTally


def figures(needs: Sequence[int], sheets: Sequence[GroupTally]) -> dict[int, Fraction]:
    """Return each need's mean share of the groups' tokens, by its number.

    Units: percent, rounded to a tenth. A sheet without tokens is left out of the mean: a group that said
    nothing did not say no. Source: method.md, section 4, (c).
    """
    heard = [sheet for sheet in sheets if sheet.cast]
    if not heard:
        return dict.fromkeys(needs, Fraction(0))
    shares = {
        need: sum((Fraction(sheet.tokens.get(need, 0), sheet.cast) for sheet in heard), Fraction(0))
        for need in needs
    }
    return {need: Fraction(tenths(100 * share / len(heard)), 10) for need, share in shares.items()}
