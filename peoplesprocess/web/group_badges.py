"""The letters on the badges of groups, in the script of the reader."""

from __future__ import annotations

from peoplesprocess.core.group_badge_letters import BADGE_LETTERS
from peoplesprocess.facts.places import SettlementGroup
from peoplesprocess.web.i18n import SHIPPED, current_translator, translator


def badge_letter(group: SettlementGroup) -> str:
    """Return the letter of a group's badge, translated unless the programme chose its own."""
    usual = BADGE_LETTERS.get(group.code)
    return current_translator()._(usual)[0] if usual and usual[0] == group.letter else group.letter


def badge_letters(code: str) -> frozenset[str]:
    """Return the usual letters of a shipped group in all shipped languages."""
    return frozenset(translator(language)._(BADGE_LETTERS[code])[0] for language in SHIPPED)
