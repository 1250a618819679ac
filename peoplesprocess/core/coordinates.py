"""Points on the earth as people, telephones and maps write them, read without guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from peoplesprocess.core.coordinate_link_reader import linked_pairs
from peoplesprocess.core.coordinate_texts import Pair, UnreadablePoint, plain, written_pairs
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.plus_codes import plus_code_pair

UNITS = 100_000
"""The stored units in a degree: each is about one metre."""
LONGEST_TEXT = 2_000
HOW = N_("Write the point like this: 6.9344, 79.8428. The first number is the latitude.")
_FAR = N_(
    "This point lies far from the settlement, or in the sea: latitude %(latitude)s, longitude %(longitude)s. "
    "Check the numbers."
)
_SWAPPED = N_(
    "Latitude and longitude seem to be swapped. If you mean latitude %(latitude)s, longitude %(longitude)s, "
    "write: %(latitude)s, %(longitude)s"
)
_BEYOND = N_("There is no such place: latitude ends at 90 degrees, longitude at 180.")
_NOWHERE = N_("Telephones write 0, 0 when they do not know where they are. Write the real point.")
_DOUBTFUL = N_("This can be read in two ways: %(first)s or %(second)s. Write the one that you mean.")


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A point on the earth, WGS 84, in units of 0.00001 degrees."""

    latitude: int
    longitude: int

    @property
    def degrees(self) -> tuple[str, str]:
        """Latitude and longitude in decimal degrees, without trailing zeros."""
        return _degrees(self.latitude), _degrees(self.longitude)

    @property
    def text(self) -> str:
        """The point as text that `read_point` reads again."""
        return ", ".join(self.degrees)

    @property
    def link(self) -> str:
        """A link that a telephone opens in its map application."""
        return "geo:" + ",".join(self.degrees)

    def rounded(self, decimals: int) -> Point:
        """Return the point rounded to `decimals` decimals of a degree, half to even."""
        step = 10 ** (5 - decimals)
        return Point(_to_step(self.latitude, step), _to_step(self.longitude, step))


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box on the earth, in the units of points.

    Points outside it are neither in nor near the settlement.
    """

    south: int
    west: int
    north: int
    east: int

    def holds(self, point: Point) -> bool:
        """Return whether a point lies in the box."""
        return self.south <= point.latitude <= self.north and self.west <= point.longitude <= self.east


def bounds_round(points: Sequence[Point]) -> Bounds | None:
    """Return the box around points, widened on each side; None if there are no points.

    It is widened by its own size or by a quarter of a degree, whichever is more.
    """
    if not points:
        return None
    south, north = min(p.latitude for p in points), max(p.latitude for p in points)
    west, east = min(p.longitude for p in points), max(p.longitude for p in points)
    high, wide = max(north - south, UNITS // 4), max(east - west, UNITS // 4)
    return Bounds(south - high, west - wide, north + high, east + wide)


def read_point(text: str, bounds: Bounds | None = None) -> Point:
    """Return the point that `text` writes, to 5 decimals.

    Text with two possible readings is refused. Errors: Refused with a sentence that says what to write.
    """
    typed = plain(text)
    if not typed:
        raise Refused(Message(HOW))
    if len(typed) > LONGEST_TEXT:
        raise Refused(Message(N_("This is too long for a point. Copy only the two numbers.")))
    try:
        pairs = plus_code_pair(typed) or linked_pairs(typed) or written_pairs(typed)
    except UnreadablePoint as unreadable:
        raise Refused(unreadable.sentence) from None
    return _one(pairs, bounds)


def checked_point(latitude: Decimal, longitude: Decimal, bounds: Bounds | None = None) -> Point:
    """Return the point of two numbers. Errors: Refused if it is impossible, 0, 0 or outside `bounds`."""
    if abs(latitude) > 180 or abs(longitude) > 180 or (abs(latitude) > 90 and abs(longitude) > 90):
        raise Refused(Message(_BEYOND))
    swapped = Point(_units(longitude), _units(latitude))
    if abs(latitude) > 90:
        raise Refused(_with_point(_SWAPPED, swapped))
    point = Point(_units(latitude), _units(longitude))
    if point == Point(0, 0):
        raise Refused(Message(_NOWHERE))
    if bounds is not None and not bounds.holds(point):
        is_swapped = abs(longitude) <= 90 and bounds.holds(swapped)
        raise Refused(_with_point(_SWAPPED, swapped) if is_swapped else _with_point(_FAR, point))
    return point


def _one(pairs: Sequence[Pair], bounds: Bounds | None) -> Point:
    """Return the only point among the readings.

    Errors: Refused if none is valid, or if two valid ones differ.
    """
    found: list[Point] = []
    refusals: list[Refused] = []
    for pair in pairs:
        try:
            point = checked_point(*pair, bounds)
        except Refused as refusal:
            refusals.append(refusal)
        else:
            found += [point] if point not in found else []
    if not found:
        # The last reading is the likeliest one: that with decimal commas.
        raise refusals[-1] if refusals else Refused(Message(HOW))
    if len(found) > 1:
        values: dict[str, object] = {"first": found[0].text, "second": found[1].text}
        raise Refused(Message(_DOUBTFUL, values))
    return found[0]


def _with_point(sentence: str, point: Point) -> Message:
    latitude, longitude = point.degrees
    return Message(sentence, {"latitude": latitude, "longitude": longitude})


def _units(degrees: Decimal) -> int:
    return int((degrees * UNITS).to_integral_value(ROUND_HALF_EVEN))


def _to_step(units: int, step: int) -> int:
    return int((Decimal(units) / step).to_integral_value(ROUND_HALF_EVEN)) * step


def _degrees(units: int) -> str:
    whole, part = divmod(abs(units), UNITS)
    fraction = f"{part:05}".rstrip("0")
    return f"{'-' if units < 0 else ''}{whole}{'.' if fraction else ''}{fraction}"
