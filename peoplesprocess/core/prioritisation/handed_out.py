"""A count as a file to hand out: Pabulib's format with further columns, so that anybody counts it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction
from typing import Any

from peoplesprocess.core.prioritisation.counts import Circle, Count

COLUMNS = ("people", "support", "points", "weight", "groups", "circle")
"""What a row says of a circle beyond its vote; a file with `people` is one of ours."""
WHOLE_PARTS = 100


def write(count: Count, titles: Mapping[str, str], about: Mapping[str, str]) -> str:
    """Return the count as a file that `pabulib.read` reads back to the same count."""
    meta = {**about, "num_projects": str(len(count.works)), "num_votes": str(len(count.circles))}
    meta |= {"budget": str(count.envelope), "vote_type": "approval", "rule": "equalshares"}
    meta |= {"lot": ",".join(count.lot), "mandatory": ",".join(sorted(count.mandatory))}
    meta["exclusive"] = ",".join("+".join(sorted(each)) for each in count.exclusive)
    meta["minor_units"] = str(count.scale)
    if count.first_needs or count.earmarks:
        meta["first_needs"] = ",".join(count.first_needs)
        meta["earmarks"] = ",".join(f"{group}:{part}" for group, part in count.earmarks)
    lines: list[Sequence[str]] = [("META",), ("key", "value"), *meta.items()]
    lines += [("PROJECTS",), ("project_id", "cost", "name")]
    lines += [(work.key, str(work.cost), titles.get(work.key, work.key)) for work in count.works]
    lines += [("VOTES",), ("voter_id", "vote", *COLUMNS)]
    lines += [_written(place, circle) for place, circle in enumerate(count.circles, 1)]
    return "".join(_line(line) for line in lines)


def _written(place: int, circle: Circle) -> tuple[str, ...]:
    keys = list(circle.support)
    parts = ",".join(str(Fraction(circle.support[key])) for key in keys)
    name = circle.name.replace(";", ",")
    points = ",".join(str(circle.points.get(key, 0)) for key in keys) if circle.points else ""
    told = (str(circle.people), parts, points, str(Fraction(circle.weight)), "+".join(circle.groups), name)
    return str(place), ",".join(keys), *told


def _line(cells: Sequence[str]) -> str:
    quoted = ['"' + cell.replace('"', '""') + '"' if set(cell) & set(';"\r\n') else cell for cell in cells]
    return ";".join(quoted) + "\n"


def own_circle(cells: tuple[str, ...], columns: list[str], named: list[str], rows: int) -> Circle:
    """Return the circle of a row that this application wrote, which stands in the file `rows` times.

    Errors: ValueError with a sentence.
    """
    told = dict(zip(columns, cells, strict=True))
    try:
        parts = [Fraction(part) for part in told.get("support", "").split(",") if part]
        people, weight = int(told["people"]) * rows, Fraction(told.get("weight") or 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError("people, support or weight of a circle are no numbers") from None
    if len(parts) != len(named) or people < 1 or weight <= 0 or not all(0 <= part <= 1 for part in parts):
        raise ValueError("people, support or weight of a circle do not fit its vote")
    groups = tuple(group for group in told.get("groups", "").split("+") if group)
    support = {key: part for key, part in zip(named, parts, strict=True) if part}
    points = _points(told.get("points", ""), named)
    return Circle(told.get("circle", ""), people, support, points, weight, groups)


def _points(cell: str, named: list[str]) -> dict[str, int]:
    given = [part for part in cell.split(",") if part]
    if not given:
        return {}
    if len(given) != len(named) or not all(part.isascii() and part.isdigit() for part in given):
        raise ValueError("points of a circle do not fit its vote")
    return {key: int(part) for key, part in zip(named, given, strict=True)}


def framed(meta: Mapping[str, str], scale: int, known: Set[str]) -> dict[str, Any]:
    """Return what the head of a file says of a count: its lot, its unit, its quotas, what must and cannot be.

    Errors: ValueError with a sentence.
    """
    unit = meta.get("minor_units") or "1"
    if not (unit.isascii() and unit.isdigit() and int(unit)):
        raise ValueError("minor_units is not a whole number above 0")
    mandatory = frozenset(key for key in meta.get("mandatory", "").split(",") if key)
    rivals = [frozenset(each.split("+")) for each in meta.get("exclusive", "").split(",") if each]
    for name, keys in (("mandatory", mandatory), *(("exclusive", each) for each in rivals)):
        if keys - known:
            raise ValueError(f"{name} names “{min(keys - known)[:40]}”, which is not among the projects")
    return {
        "lot": tuple(key for key in meta.get("lot", "").split(",") if key),
        "mandatory": mandatory,
        "exclusive": tuple(rivals),
        "scale": scale * int(unit),
        "first_needs": tuple(group for group in meta.get("first_needs", "").split(",") if group),
        "earmarks": tuple(_earmarks(meta.get("earmarks", ""))),
    }


def _earmarks(cell: str) -> Iterator[tuple[str, int]]:
    for each in filter(None, cell.split(",")):
        group, _, part = each.rpartition(":")
        if not group or not (part.isascii() and part.isdigit()) or not 0 < int(part) <= WHOLE_PARTS:
            raise ValueError("earmarks do not give groups with hundredths of the money")
        yield group, int(part)
