"""A count as a file to publish: Pabulib's format with more columns, so that anybody can repeat the count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from fractions import Fraction

from peoplesprocess.core.prioritisation.count_input import AllocationInput, VoterGroup

COLUMNS = ("people", "support", "points", "weight", "groups", "circle")
"""The columns of a row beyond its vote; `people` marks a file of ours. Published files use these names."""
HUNDREDTHS = 100


def write(count: AllocationInput, titles: Mapping[str, str], about: Mapping[str, str]) -> str:
    """Return the count as the text of a file that `pabulib.read` reads back to an equal count.

    `titles` names works by their keys; `about` holds further entries of the file's head.
    """
    meta = {**about, "num_projects": str(len(count.works)), "num_votes": str(len(count.voter_groups))}
    meta |= {"budget": str(count.envelope), "vote_type": "approval", "rule": "equalshares"}
    meta |= {"lot": ",".join(count.tie_break_order), "mandatory": ",".join(sorted(count.mandatory))}
    meta["exclusive"] = ",".join("+".join(sorted(each)) for each in count.exclusive)
    meta["minor_units"] = str(count.scale)
    if count.first_needs or count.earmarks:
        meta["first_needs"] = ",".join(count.first_needs)
        meta["earmarks"] = ",".join(f"{group}:{part}" for group, part in count.earmarks)
    lines: list[Sequence[str]] = [("META",), ("key", "value"), *meta.items()]
    lines += [("PROJECTS",), ("project_id", "cost", "name")]
    lines += [(work.key, str(work.cost), titles.get(work.key, work.key)) for work in count.works]
    lines += [("VOTES",), ("voter_id", "vote", *COLUMNS)]
    lines += [_row(place, group) for place, group in enumerate(count.voter_groups, 1)]
    return "".join(_line(line) for line in lines)


def _row(place: int, group: VoterGroup) -> tuple[str, ...]:
    keys = list(group.support)
    parts = ",".join(str(Fraction(group.support[key])) for key in keys)
    name = group.name.replace(";", ",")
    points = ",".join(str(group.points.get(key, 0)) for key in keys) if group.points else ""
    ours = (str(group.people), parts, points, str(Fraction(group.weight)), "+".join(group.groups), name)
    return str(place), ",".join(keys), *ours


def _line(cells: Sequence[str]) -> str:
    quoted = ['"' + cell.replace('"', '""') + '"' if set(cell) & set(';"\r\n') else cell for cell in cells]
    return ";".join(quoted) + "\n"


def read_voter_group(cells: tuple[str, ...], columns: list[str], named: list[str], rows: int) -> VoterGroup:
    """Return the voter group of a row that this application wrote and that occurs `rows` times in the file.

    `cells` are those of `columns`, and `named` the projects of its vote. Errors: ValueError with a sentence.
    """
    values = dict(zip(columns, cells, strict=True))
    try:
        parts = [Fraction(part) for part in values.get("support", "").split(",") if part]
        people, weight = int(values["people"]) * rows, Fraction(values.get("weight") or 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError("people, support or weight of a circle are no numbers") from None
    if len(parts) != len(named) or people < 1 or weight <= 0 or not all(0 <= part <= 1 for part in parts):
        raise ValueError("people, support or weight of a circle do not fit its vote")
    groups = tuple(group for group in values.get("groups", "").split("+") if group)
    support = {key: part for key, part in zip(named, parts, strict=True) if part}
    points = _points(values.get("points", ""), named)
    return VoterGroup(values.get("circle", ""), people, support, points, weight, groups)


def _points(cell: str, named: list[str]) -> dict[str, int]:
    given = [part for part in cell.split(",") if part]
    if not given:
        return {}
    if len(given) != len(named) or not all(part.isascii() and part.isdigit() for part in given):
        raise ValueError("points of a circle do not fit its vote")
    return {key: int(part) for key, part in zip(named, given, strict=True)}


def with_head(count: AllocationInput, meta: Mapping[str, str]) -> AllocationInput:
    """Return the count completed from a file's head: tie-break order, quotas, mandatory works, units.

    Errors: ValueError with a sentence.
    """
    unit = meta.get("minor_units") or "1"
    if not (unit.isascii() and unit.isdigit() and int(unit)):
        raise ValueError("minor_units is not a whole number above 0")
    mandatory = frozenset(key for key in meta.get("mandatory", "").split(",") if key)
    exclusive = [frozenset(each.split("+")) for each in meta.get("exclusive", "").split(",") if each]
    known = {work.key for work in count.works}
    _check_known("mandatory", mandatory, known)
    for rivals in exclusive:
        _check_known("exclusive", rivals, known)
    return replace(
        count,
        tie_break_order=tuple(key for key in meta.get("lot", "").split(",") if key),
        mandatory=mandatory,
        exclusive=tuple(exclusive),
        scale=count.scale * int(unit),
        first_needs=tuple(group for group in meta.get("first_needs", "").split(",") if group),
        earmarks=tuple(_earmarks(meta.get("earmarks", ""))),
    )


def _check_known(name: str, keys: Set[str], known: Set[str]) -> None:
    if keys - known:
        raise ValueError(f"{name} names “{min(keys - known)[:40]}”, which is not among the projects")


def _earmarks(cell: str) -> Iterator[tuple[str, int]]:
    for each in filter(None, cell.split(",")):
        group, _, part = each.rpartition(":")
        if not group or not (part.isascii() and part.isdigit()) or not 0 < int(part) <= HUNDREDTHS:
            raise ValueError("earmarks do not give groups with hundredths of the money")
        yield group, int(part)
