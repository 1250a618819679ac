"""Formatting of a settlement's spreadsheet: its language, words, days and sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from peoplesprocess.core.messages import N_
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.spreadsheets.cells import Cell, scaled
from peoplesprocess.web.i18n import UNSEEN, Translator, digits_of

Row = Sequence[Cell]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class ExportFormatter:
    """A settlement whose spreadsheet is written in one language.

    With `sees_small_counts`, it includes counts of a few people that pages hide from other readers.
    """

    settlement: SettlementWithRules
    translator: Translator
    sees_small_counts: bool = False

    def say(self, word: object) -> str:
        """Return a word of ours in the reader's language, or people's own words unchanged."""
        return self.translator.say(word)

    def day(self, moment: datetime | None) -> date | None:
        """Return the day of a moment in the settlement's time zone."""
        return None if moment is None else day_in(self.settlement, moment)

    def word(self, words: Mapping[Key, str], key: Key) -> str:
        """Return the word for a stored value, or the value if there is none."""
        return self.say(words.get(key, str(key)))

    def words(self, words: Mapping[str, str], keys: Iterable[str]) -> str:
        """Return the words for stored values as a list in one text."""
        return self.listed(self.word(words, key) for key in keys)

    def groups(self, codes: Iterable[str]) -> str:
        """Return the names of groups as a list in one text, in the settlement's order."""
        found = sorted((self.settlement.any_group(code) for code in codes), key=lambda group: group.position)
        return self.listed(self.say(group.name) for group in found)

    def listed(self, words: Iterable[str]) -> str:
        """Return words joined by the language's separator."""
        return self.translator._(N_(", ")).join(words)

    def labelled(self, label: str, value: str) -> str:
        """Return a heading of two parts, without the invisible signs that pages need between scripts."""
        text = self.translator._(N_("%(label)s: %(value)s"), label=self.say(label), value=self.say(value))
        return text.translate(UNSEEN)

    def yes_or_no(self, holds: bool) -> str:
        """Return the word for yes or no."""
        return self.say(N_("Yes") if holds else N_("No"))

    def money(self, amount: int) -> Decimal:
        """Return minor units of the settlement's currency as a decimal in its major unit."""
        return scaled(amount, digits_of(self.settlement.currency))
