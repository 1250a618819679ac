"""Coordinates as people type them: decimals in any script, degrees, minutes and seconds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from peoplesprocess.core.invisible_characters import without_marks
from peoplesprocess.core.messages import N_, Message, Msgid, Sentence

Pair = tuple[Decimal, Decimal]
"""Latitude and longitude in degrees, with the digits as written."""
_SIGNS = str.maketrans(
    {
        "٫": ".",
        "．": ".",
        "،": ";",
        "؛": ";",
        "；": ";",
        "，": ",",
        "−": "-",
        "–": "-",
        "º": "°",
        "˚": "°",
        **dict.fromkeys("’‘′ʹʼ`´", "'"),
        **dict.fromkeys("”“″ʺ", '"'),
    }
)
_LETTERS = {
    **dict.fromkeys(("n", "north", "nord", "norte", "ش", "شمال", "شمالا"), "N"),
    **dict.fromkeys(("s", "south", "sud", "sur", "ج", "جنوب", "جنوبا"), "S"),
    **dict.fromkeys(("e", "east", "est", "este", "ق", "شرق", "شرقا"), "E"),
    **dict.fromkeys(("w", "west", "ouest", "oeste", "o", "غ", "غرب", "غربا"), "W"),
}
"""The spellings of the cardinal directions; O is west in French and Spanish."""
_LABELS = {
    **dict.fromkeys(("lat", "latitude"), "A"),
    **dict.fromkeys(("lon", "lng", "long", "longitude"), "B"),
}
_WORD = re.compile(r"[^\W\d_]+\.?")
_NUMBER = re.compile(r"[-+]?\d{1,6}(?:[.,]\d{1,20})?")
_POINTED = re.compile(r"[-+]?\d{1,6}(?:\.\d{1,20})?")
_ANGLE = re.compile(
    r"([-+]?\d{1,3}(?:[.,]\d+)?)\s*(?:°|\s)\s*(?:(\d{1,3}(?:[.,]\d+)?)\s*(?:'(?!')|\s|$)\s*)?"
    r"(?:(\d{1,3}(?:[.,]\d+)?)\s*(?:\"|''|$)?\s*)?"
)
_NEXT_DEGREES = re.compile(r"(?:\s*[,;]\s*|\s+|(?<=\"))(?=[-+]?\d{1,3}(?:[.,]\d+)?\s*°)")
_HOW_DEGREES = N_(
    "These degrees cannot be read. Write them like this: 6° 56' 3.8\" N, 79° 50' 34\" E, or like this: "
    "6.9344, 79.8428"
)
_ONE = N_("One number is missing: write the latitude and the longitude, like this: 6.9344, 79.8428")
_LINE = N_("These are several points, but only one is asked for. Write one of them.")
_SIXTY = N_("A degree has 60 minutes and a minute 60 seconds: %(number)s is too much.")
_SIGN_AND_LETTER = N_("There is a minus and a letter for the same number. Write only one of them.")


class UnreadablePoint(ValueError):
    """The text does not name a point; carries the sentence that says what to write."""

    def __init__(self, sentence: Sentence | Msgid) -> None:
        super().__init__(sentence)
        self.sentence = Message(sentence) if isinstance(sentence, str) else sentence


def normalised_text(text: str) -> str:
    """Return `text` with the digits 0–9, one spelling of each sign, and no invisible characters."""
    seen = without_marks(unicodedata.normalize("NFC", text)).translate(_SIGNS)
    # Combining marks, such as Arabic vowels, carry no part of a number.
    seen = "".join(sign for sign in seen if unicodedata.category(sign) != "Mn")
    western = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in seen)
    return " ".join(western.split())


def written_pairs(text: str) -> list[Pair]:
    """Return every reading of the text as two numbers. Errors: UnreadablePoint."""
    marked = _WORD.sub(_marked, text.strip(" ()[]{}"))
    if "A" in marked or "B" in marked:
        return [_labelled(marked)]
    if any(letter in marked for letter in "NSEW"):
        return [_with_letters(marked)]
    if "°" in marked:
        return [_with_degrees(marked)]
    return _decimals(marked)


def _marked(word: re.Match[str]) -> str:
    """Return one letter for a direction or a label. Errors: UnreadablePoint for any other word."""
    spelt = "".join(sign for sign in unicodedata.normalize("NFD", word[0].lower()) if sign.isalnum())
    letter = _LETTERS.get(spelt) or _LABELS.get(spelt)
    if letter is None:
        raise UnreadablePoint(
            Message(
                N_("“%(word)s” is not part of a point. Write two numbers: 6.9344, 79.8428"), {"word": word[0]}
            )
        )
    return letter


def _labelled(text: str) -> Pair:
    """Return the pair of numbers with labels, such as "lat 6.9 lon 79.8"."""
    found = re.findall(r"([AB])\s*[:=]?\s*([-+]?\d{1,3}(?:[.,]\d+)?)", text)
    rest = re.sub(r"[AB]\s*[:=]?\s*[-+]?\d{1,3}(?:[.,]\d+)?", "", text).strip(" ,;")
    numbers = dict(found)
    if len(found) != 2 or len(numbers) != 2 or rest:
        raise UnreadablePoint(_HOW_DEGREES)
    return _decimal(numbers["A"]), _decimal(numbers["B"])


def _with_letters(text: str) -> Pair:
    """Return the pair of two angles, each with its direction before or after it."""
    text = text.strip(" ,;")
    if text[0] in "NSEW":
        angles = [(angle, side) for side, angle in re.findall(r"([NSEW])([^NSEW]+)", text)]
    else:
        angles = re.findall(r"([^NSEW]+)([NSEW])", text)
    if len(angles) != 2 or len(re.findall("[NSEW]", text)) != 2:
        raise UnreadablePoint(_HOW_DEGREES)
    read = {("NS" if side in "NS" else "EW"): _sided(angle, side) for angle, side in angles}
    if len(read) != 2:
        raise UnreadablePoint(N_("Write one number with N or S, and one with E or W."))
    return read["NS"], read["EW"]


def _sided(angle: str, side: str) -> Decimal:
    value = _angle(angle)
    if "-" in angle:
        raise UnreadablePoint(_SIGN_AND_LETTER)
    return -value if side in "SW" else value


def _with_degrees(text: str) -> Pair:
    """Return the pair of two angles with degree signs and without directions, the latitude first."""
    parts = _NEXT_DEGREES.split(text.strip(" ,;"))
    if len(parts) != 2:
        raise UnreadablePoint(_HOW_DEGREES)
    return _angle(parts[0]), _angle(parts[1])


def _angle(text: str) -> Decimal:
    """Return the degrees of an angle, with minutes and seconds if given. Errors: UnreadablePoint."""
    found = _ANGLE.fullmatch(text.strip(" ,;:").replace(":", " ") + " ")
    if found is None:
        raise UnreadablePoint(_HOW_DEGREES)
    parts = [_decimal(part) for part in found.groups() if part is not None]
    if any(part != part.to_integral_value() for part in parts[:-1]):
        raise UnreadablePoint(_HOW_DEGREES)
    for part in parts[1:]:
        if part >= 60:
            raise UnreadablePoint(Message(_SIXTY, {"number": str(part)}))
    size = abs(parts[0]) + sum((part / 60**place for place, part in enumerate(parts[1:], 1)), Decimal(0))
    return -size if found[1].startswith("-") else size


def _decimals(text: str) -> list[Pair]:
    """Return each reading of two to four numbers, as a comma may be a separator or a decimal sign."""
    if ";" in text:
        return [_pair(_numbers(text.split(";"), _NUMBER))]
    separators = re.findall(r"(?<=\d)(\s*,\s*|\s*/\s*|\s+)(?=[-+]?\d)", text)
    # A comma followed by a blank separates numbers; one without may be a decimal sign.
    kinds = {mark.strip() + " " * (mark.strip() != mark) for mark in separators}
    readings: list[Sequence[Decimal]] = []
    if len(kinds) == 1:
        readings += _attempt(re.split(r"[\s,/]+", text), _POINTED)
    if "," in kinds:
        parts = re.split(r",\s+|\s+,?\s*|/", text)
        readings += _attempt(parts, _NUMBER)
        if (alone := re.fullmatch(r"([-+]?\d+),(\d+),([-+]?\d+),(\d+)", text)) is not None:
            readings.append([_decimal(f"{alone[1]}.{alone[2]}"), _decimal(f"{alone[3]}.{alone[4]}")])
    if not readings:
        raise UnreadablePoint(_ONE if re.fullmatch(_NUMBER, text.strip()) else _how(text))
    return [_pair(numbers) for numbers in readings]


def _how(text: str) -> Msgid:
    return _LINE if text.count(".") > 4 else N_("Write the point like this: 6.9344, 79.8428")


def _attempt(parts: Sequence[str], number: re.Pattern[str]) -> list[Sequence[Decimal]]:
    try:
        return [_numbers(parts, number)]
    except UnreadablePoint:
        return []


def _numbers(parts: Sequence[str], number: re.Pattern[str]) -> Sequence[Decimal]:
    """Return two to four numbers: latitude, longitude, and perhaps altitude and accuracy."""
    filled = [part.strip() for part in parts if part.strip()]
    if len(filled) < 2:
        raise UnreadablePoint(_ONE)
    if any(number.fullmatch(part) is None for part in filled):
        raise UnreadablePoint(_LINE if any(" " in part for part in filled) else _HOW_DEGREES)
    if len(filled) > 4:
        raise UnreadablePoint(_LINE)
    return [_decimal(part) for part in filled]


def _pair(numbers: Sequence[Decimal]) -> Pair:
    return numbers[0], numbers[1]


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
