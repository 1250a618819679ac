"""Languages of the interface: translated sentences, and numbers, money and dates in their formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from babel import Locale, localedata
from babel.dates import format_date, format_timedelta
from babel.numbers import get_currency_precision

from peoplesprocess.core.inclusion import PeopleShare, tenths
from peoplesprocess.core.messages import Message, Msgid, Plural
from peoplesprocess.core.money import Money
from peoplesprocess.core.scoring.score_figures import ScoreValue
from peoplesprocess.core.time_zones import day_at
from peoplesprocess.web.compiled_catalogue import CompiledCatalogue, SourceCatalogue

SHIPPED = ("en", "fr", "ar")
SOURCE = "en"
CLDR_NAMES = {"prs": "fa_AF"}
"""The codes of our languages that differ in CLDR."""
_UNUSED_IN_CLDR = {
    *("currency_names", "currency_names_plural", "currency_symbols", "territories", "scripts", "variants"),
    *("meta_zones", "time_zones", "unit_display_names", "compound_unit_patterns", "interval_formats"),
    *("compact_decimal_formats", "compact_currency_formats", "datetime_skeletons"),
}
"""The parts of CLDR that no page uses."""
_USED_IN_CLDR = {
    "unit_patterns": re.compile("duration-"),
    "date_fields": re.compile("(?:year|month|week|day|hour|minute|second)$"),
}
"""The keys that pages use in larger parts of CLDR."""
FOLDER = Path(__file__).parents[2] / "translations"
SHORT_SUM = 6
"""So many signs of a sum stand beside their currency in a card of a small phone, also in large text."""
_OPEN, _CLOSE = "\u2068", "\u2069"
UNSEEN = dict.fromkeys((0x2060, 0x2067, 0x2068, 0x2069))
"""Invisible characters that separate scripts or prevent line breaks in sentences; cells do not need them."""


class Translator:
    """A language: `_` translates a literal, `say` any sentence or word, other methods format values."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse(CLDR_NAMES.get(code, code))
        self.direction = self.locale.text_direction
        self.tag = code.replace("_", "-")
        self.own_name = (self.locale.get_language_name(str(self.locale)) or code).capitalize()
        _forget_unused(self.locale)
        self._catalogue = _catalogue(code)
        symbols = self.locale.number_symbols["latn"]
        self._group, self.decimal_sign = symbols["group"], symbols["decimal"]
        # In languages from right to left it includes the mark that keeps it before its number.
        self._minus = symbols["minusSign"]
        # Translated once, as tables format hundreds of sums and percentages.
        self._in_percent = self._("%(number)s %%")
        self._sum_and_currency = self._("%(sum)s %(currency)s")

    def _(self, text: str, **values: object) -> str:
        """Return `text` in this language with its named values filled in."""
        translated = self._catalogue.gettext(text) if text else ""
        return translated % self._written(values) if values else translated

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """Return the plural form for `count` in this language."""
        translated, written = self._catalogue.ngettext(one, many, count), {"count": self.number(count)}
        return translated % (written | self._written(values) if values else written)

    def say(self, sentence: object, **values: object) -> str:
        """Return a sentence or word of the interface in this language, and people's own words unchanged."""
        match sentence:
            case Message():
                return self._(sentence.text, **sentence.values)
            case Plural():
                return self.plural(sentence.one, sentence.many, sentence.count, **sentence.values)
            case Msgid():
                return self._(sentence, **values)
            case _:
                return str(sentence)

    def value(self, value: object) -> str:
        """Return a value in this language's format."""
        match value:
            case bool() | None:
                return str(value)
            case Money():
                return self._money_in_sentence(value)
            case PeopleShare():
                return self.share(value)
            case int():
                return self.number(value)
            case Fraction():
                return self.decimal(value)
            case ScoreValue():
                return self.score(value)
            case date():
                return self.date(value)
            case Message() | Plural() | Msgid():
                return self.say(value)
            case _:
                # Isolated, so that a name in another script does not reorder the sentence.
                return f"{_OPEN}{value}{_CLOSE}" if self.direction == "rtl" else str(value)

    def number(self, value: int) -> str:
        """Return a whole number with this language's separator of thousands."""
        return f"{value:,}".replace(",", self._group).replace("-", self._minus)

    def decimal(self, value: Fraction) -> str:
        """Return a number with one decimal, or none if it is whole."""
        in_tenths = tenths(value)
        whole, tenth = divmod(abs(in_tenths), 10)
        written = self.number(whole) + (f"{self.decimal_sign}{tenth}" if tenth else "")
        return self._minus + written if in_tenths < 0 else written

    def hundredths(self, value: Fraction) -> str:
        """Return a number with two decimals, even if they are 0."""
        whole, rest = divmod(round(abs(value) * 100), 100)
        written = f"{self.number(whole)}{self.decimal_sign}{rest:02}"
        return self._minus + written if value < 0 else written

    def listing(self, values: Iterable[object]) -> str:
        """Return values separated by this language's comma."""
        return self._(", ").join(map(self.value, values))

    def percent(self, value: Fraction) -> str:
        """Return a percentage with at most one decimal."""
        return self._in_percent % {"number": self.decimal(value)}

    def score(self, score: ScoreValue) -> str:
        """Return a score with the decimals of its form, in percent if the form says so."""
        whole, _, decimals = f"{score.rounded:f}".partition(".")
        written = f"{self.number(int(whole))}{self.decimal_sign if decimals else ''}{decimals}"
        if whole == "-0":
            written = f"-{written}"
        return self._in_percent % {"number": written} if score.is_percent else written

    def share(self, share: PeopleShare) -> str:
        """Return a share with its denominator."""
        return self._(
            "%(part)s of %(whole)s (%(percent)s %%)",
            part=share.part,
            whole=share.whole,
            percent=share.percent,
        )

    def money(self, money: Money) -> str:
        """Return a sum with its currency's code.

        Pass a `Money` into sentences: a formatted sum would be isolated like people's own words, and the
        Latin letters of its currency would reorder it.
        """
        return self._sum_and_currency % {"sum": self.sum(money), "currency": money.currency}

    def _money_in_sentence(self, money: Money) -> str:
        """Return a sum with its currency, on one line unless large text would then break in a word."""
        written = self.money(money)
        return written.replace(" ", "\u00a0") if len(self.sum(money)) <= SHORT_SUM else written

    def sum(self, money: Money) -> str:
        """Return a sum without its currency, or a quantity; decimals only if they are not 0."""
        digits = digits_of(money.currency) if money.digits is None else money.digits
        major, minor = divmod(abs(money.amount), 10**digits)
        parts = f"{minor:0{digits}d}"
        if not money.currency:
            parts = parts.rstrip("0")
        written = self.number(major) + (f"{self.decimal_sign}{parts}" if minor else "")
        return self._minus + written if money.amount < 0 else written

    def month(self, day: date) -> str:
        """Return the month and year of a day in this language's format."""
        return format_date(day, "LLLL y", locale=self.code)

    def month_name(self, month: int) -> str:
        """Return the short name of a month from 1 to 12."""
        return format_date(date(2000, month, 1), "LLL", locale=self.code)

    def date(self, day: date) -> str:
        """Return a day in this language's format; for a moment, its day at the place of the page."""
        return _written_date(day_at(_zone.get(), day) if isinstance(day, datetime) else day, self.code)

    def ago(self, since: timedelta) -> str:
        """Return how long ago something was, in minutes, hours or days."""
        return format_timedelta(-since, granularity="minute", add_direction=True, locale=self.locale)

    def _written(self, values: Mapping[str, object]) -> dict[str, str]:
        return {name: self.value(value) for name, value in values.items()}


@lru_cache(maxsize=4096)
def _written_date(day: date, code: str) -> str:
    # No line ends between a day and its month.
    return format_date(day, "d MMM y", locale=code).replace(" ", "\u00a0", 1)


@lru_cache(maxsize=512)
def digits_of(currency: str) -> int:
    """Return the number of decimals of a currency, from CLDR."""
    return get_currency_precision(currency)


def _catalogue(code: str) -> CompiledCatalogue | SourceCatalogue:
    """Return the compiled catalogue of a language.

    Errors: FileNotFoundError if a shipped language has none.
    """
    file = FOLDER / code / "LC_MESSAGES" / "messages.mo"
    if code == SOURCE or (code not in SHIPPED and not file.exists()):
        return SourceCatalogue()
    return CompiledCatalogue(file)


def _forget_unused(locale: Locale) -> None:
    """Release the parts of CLDR that no page uses: about a megabyte per language."""
    known = localedata.load(str(locale))
    for name in _UNUSED_IN_CLDR & known.keys():
        known[name] = {}
    for name, used in _USED_IN_CLDR.items():
        known[name] = {key: value for key, value in known[name].items() if used.match(key)}
    known["languages"] = {locale.language: known["languages"].get(locale.language)}


@lru_cache(maxsize=64)
def translator(code: str) -> Translator:
    """Return the translator of a language, which is cached."""
    return Translator(code)


_current: ContextVar[Translator] = ContextVar("translator")
_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)


def current_translator() -> Translator:
    """Return the translator of the request; English outside of a request."""
    found = _current.get(None)
    return found if found is not None else translator(SOURCE)


def source_of(typed: str, usual: str) -> str:
    """Return the msgid `usual` if its translation into any language was `typed`, otherwise the typed text."""
    known = {translator(code)._(usual).translate(UNSEEN) for code in SHIPPED}
    return usual if typed.translate(UNSEEN) in known else typed


def use_language(code: str) -> None:
    """Make `code` the language of the request; days are in UTC until a place is known."""
    _current.set(translator(code))
    _zone.set(UTC)


def use_zone(zone: tzinfo) -> None:
    """Use a place's time zone for the days of moments in this request."""
    _zone.set(zone)


def choose_language(asked: str | None, kept: str | None, best: Callable[[], str | None]) -> str:
    """Return the language of a page: the requested one, the one in the cookie, the browser's, or English."""
    for candidate in (asked, kept):
        if candidate in SHIPPED:
            return candidate
    return best() or SOURCE
