"""Complaints: categories, who may not read them, when an answer is due, the words of a receipt."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from peoplesprocess.core.messages import N_
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import Role
from peoplesprocess.core.time_zones import dawn_at, day_at

ABUSE = "abuse"
"""Sexual exploitation or violence: the story is not recorded, only the way to help is shown."""
CATEGORIES = {
    "left_out": N_("Somebody was left out"),
    "money": N_("Money or materials"),
    "work": N_("How the work is built"),
    "harm": N_("Danger or damage by the work"),
    "land": N_("Land, a house, an eviction"),
    "conduct": N_("How somebody treats people"),
    "other": N_("Something else"),
}
ABOUT = {
    "nobody": N_("Nobody, or I do not know"),
    "facilitator": N_("The facilitator"),
    "committee": N_("The committee"),
    "representative": N_("The representative of a group"),
    "authority": N_("The local authority"),
    "engineer": N_("The technical officer"),
    "agency": N_("The agency: those who manage the programme or pay"),
}
"""Whom somebody complains about, in the words by which people know them."""
CHANNELS = {
    "page": N_("I write it here myself"),
    "paper": N_("It came on paper"),
    "told": N_("Somebody told it to me, and I am writing it down"),
}
"""How a complaint came in, in the words of the person who types it in."""
CHANNELS_TOLD = {
    **CHANNELS,
    "page": N_("From the person who complains, on the page"),
    "told": N_("Somebody heard it and wrote it down"),
}
"""The same, in the words that an officer reads."""
_ROLES = {
    "facilitator": {Role.FACILITATOR},
    "committee": {Role.COMMITTEE_OFFICER},
    "representative": {Role.GROUP_REPRESENTATIVE},
    "authority": {Role.LOCAL_AUTHORITY},
    "engineer": {Role.TECHNICAL_OFFICER},
    "agency": {Role.PROGRAMME_MANAGER, Role.FINANCE_OFFICER},
}
RECEIPT_WORDS = 6
"""Each word has one of 6,400 values: six cannot be guessed, and no word list has to be translated."""
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aeiou"
_SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]
_WORDS = len(_SYLLABLES) ** 2

_DIGITS = len(str(_WORDS - 1))
_LINE_NUMBERS = "".join(map(str, range(1, RECEIPT_WORDS + 1)))


class ComplaintStage(StrEnum):
    """How far the handling of a complaint is."""

    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    APPEALED = "appealed"
    ANSWERED_AGAIN = "answered_again"


STAGE_NAMES = {
    ComplaintStage.FILED: N_("Nobody has looked at it yet"),
    ComplaintStage.ACKNOWLEDGED: N_("Somebody is looking into it"),
    ComplaintStage.ANSWERED: N_("Answered"),
    ComplaintStage.APPEALED: N_("The answer is not accepted: a second person is looking at it"),
    ComplaintStage.ANSWERED_AGAIN: N_("Answered by a second person"),
}


@dataclass(frozen=True, slots=True)
class ComplaintEventDay:
    """An event in the handling of a complaint and its day; the kind is the stage that it led to."""

    kind: str
    day: date


def roles_left_out(about: str) -> frozenset[Role]:
    """Return the roles whose holders in the place never read a complaint about `about`.

    The facilitator never does: everybody in the place knows the people with whom the facilitator works.
    """
    return frozenset({Role.FACILITATOR} | _ROLES.get(about, set()))


def stage_of(events: Iterable[ComplaintEventDay]) -> ComplaintStage:
    """Return the stage of a complaint after its events, which are given in order."""
    stage = ComplaintStage.FILED
    for event in events:
        happened = ComplaintStage(event.kind)
        if happened is ComplaintStage.ANSWERED and stage is ComplaintStage.APPEALED:
            stage = ComplaintStage.ANSWERED_AGAIN
        elif happened is not ComplaintStage.ACKNOWLEDGED or stage is ComplaintStage.FILED:
            stage = happened
    return stage


def due_on(filed_on: date, events: Iterable[ComplaintEventDay], rules: ProgrammeRules) -> date | None:
    """Return the day by which the next event of a complaint is due; None if nothing is due."""
    history = list(events)
    stage = stage_of(history)
    if stage is ComplaintStage.FILED:
        return filed_on + timedelta(days=rules.acknowledge_days)
    if stage is ComplaintStage.ACKNOWLEDGED:
        return filed_on + timedelta(days=rules.complaint_days)
    if stage is ComplaintStage.APPEALED:
        return history[-1].day + timedelta(days=rules.complaint_days)
    return None


@dataclass(frozen=True, slots=True)
class ComplaintClock:
    """An open complaint in time: when it was made, and its last event.

    `kind` is None if there was none; `happened_at` is None if only the day is known, as with an appeal.
    """

    filed_on: date
    kind: str | None
    happened_on: date | None
    happened_at: datetime | None
    is_serious: bool
    rules: ProgrammeRules
    zone: tzinfo
    """The time zone of the place where the complaint was made; days are counted in it."""

    @property
    def stage(self) -> ComplaintStage:
        """The stage of the complaint."""
        return stage_of(self._events)

    @property
    def due(self) -> date:
        """The day by which the next event is due; `date.max` if nothing is due."""
        return due_on(self.filed_on, self._events, self.rules) or date.max

    @property
    def reminded_from(self) -> datetime:
        """The moment from which those in charge are told: the start of its due day, or at once if serious."""
        return self._at_once or dawn_at(self.zone, self.due)

    @property
    def escalated_from(self) -> datetime:
        """The moment from which others are told: late by as many days as it had, or at once if serious."""
        stage, rules = self.stage, self.rules
        days = rules.acknowledge_days if stage is ComplaintStage.FILED else rules.complaint_days
        return self._at_once or dawn_at(self.zone, self.due + timedelta(days=days + 1))

    def is_late(self, now: datetime) -> bool:
        """Return whether the next event was due on an earlier day."""
        return self.due < day_at(self.zone, now)

    @property
    def _at_once(self) -> datetime | None:
        if not self.is_serious or self.happened_on is None:
            return None
        # The hour of an appeal is unknown, so it is told on the day after.
        return self.happened_at or dawn_at(self.zone, self.happened_on + timedelta(days=1))

    @property
    def _events(self) -> list[ComplaintEventDay]:
        return [ComplaintEventDay(self.kind, self.happened_on)] if self.kind and self.happened_on else []


def receipt_words(drawn: bytes) -> str:
    """Return the receipt that encodes random bytes, as words. `drawn` holds at least 16 bytes."""
    number = int.from_bytes(drawn)
    words = []
    for _ in range(RECEIPT_WORDS):
        number, word = divmod(number, _WORDS)
        words.append(_word(word))
    return " ".join(words)


def receipt_digits(words: str) -> list[str]:
    """Return the words of a receipt as groups of digits, for people who do not read Latin letters."""
    return [f"{_number_of(word):0{_DIGITS}}" for word in words.split()]


def plain_receipt(typed: str) -> str:
    """Return the words of a receipt typed as words or as digits; "" if it cannot be a receipt.

    The digits may be of any script; beside words they may be the line numbers of a list.
    """
    plain = unicodedata.normalize("NFKC", typed).lower()
    letters = "".join(letter for letter in plain if letter.isalpha())
    digits = "".join(str(unicodedata.digit(sign)) for sign in plain if sign.isdecimal())
    if not letters:
        return _words_of_digits(digits)
    if digits not in ("", _LINE_NUMBERS):
        return ""
    if len(letters) != 4 * RECEIPT_WORDS or set(letters) - set(CONSONANTS + VOWELS):
        return ""
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _word(number: int) -> str:
    return _SYLLABLES[number // len(_SYLLABLES)] + _SYLLABLES[number % len(_SYLLABLES)]


def _number_of(word: str) -> int:
    return _SYLLABLES.index(word[:2]) * len(_SYLLABLES) + _SYLLABLES.index(word[2:])


def _words_of_digits(digits: str) -> str:
    numbers = [int(digits[at : at + _DIGITS]) for at in range(0, len(digits), _DIGITS)]
    is_whole = len(digits) == _DIGITS * RECEIPT_WORDS and max(numbers) < _WORDS
    return " ".join(map(_word, numbers)) if is_whole else ""
