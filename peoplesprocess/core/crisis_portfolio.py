"""The figures of many programmes in crises: a record for each country, territory or area, with flags.

Source: the analysis in HSP/EB.2022/17, paragraphs 1 and 6 to 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Message, Msgid, Sentence

_CRISES: Mapping[str, Msgid] = {
    "conflict": N_("Conflict"),
    "natural_hazard": N_("Natural hazard"),
    "displacement": N_("Displacement"),
}
CATEGORIES: Mapping[str, Msgid] = {
    "humanitarian": N_("Humanitarian response"),
    "participatory_recovery": N_("Participatory recovery"),
    "basic_services": N_("Basic services"),
    "drr_resilience": N_("Disaster risk reduction and resilience"),
    "city_profiling": N_("Profiling of cities and settlements"),
    "climate_action": N_("Climate action"),
    "capacity_building": N_("Capacity building"),
}
"""The categories of intervention, keyed by the heading of their column; one record can have several."""
FLAGS: Mapping[str, Msgid] = {**_CRISES, **CATEGORIES}
"""The flags of each record, keyed by the heading of their column."""
ALL = N_("All records")
YES, NO, UNKNOWN = "1", "0", ""


@dataclass(frozen=True, slots=True)
class CrisisRecord:
    """A country, territory or area with a programme: its code, its region, its flags and the tools it uses.

    A flag is True, False, or None if it is not known.
    """

    code: str
    region: str
    flags: Mapping[str, bool | None]
    tools: frozenset[str]

    @property
    def is_both(self) -> bool | None:
        """Whether both conflict and natural hazard apply; None if that is not known."""
        return _both(self.flags["conflict"], self.flags["natural_hazard"])


@dataclass(frozen=True, slots=True)
class CrisisShare:
    """A share: `part` of the `whole` records; `unknown` records lack a flag and count in neither."""

    name: Msgid
    whole_name: Msgid
    part: int
    whole: int
    unknown: int

    @property
    def percent(self) -> int | None:
        """The share in whole percent, half rounded up; None if `whole` is 0."""
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class CrisisFault:
    """A row that cannot be read: its number, its column, and why, with what to do about it."""

    row: int
    column: str
    why: Sentence


Asked = Callable[[CrisisRecord], "bool | None"]


def shares(records: Sequence[CrisisRecord]) -> list[CrisisShare]:
    """Return the figures, each with the records that it is a share of. Categories overlap."""
    conflict, hazard, climate = _flag("conflict"), _flag("natural_hazard"), _flag("climate_action")
    profiling = _flag("city_profiling")
    of_all = [(name, _flag(key)) for key, name in FLAGS.items()]
    both = (N_("Conflict and natural hazard"), lambda record: record.is_both)
    asked: list[tuple[Msgid, Asked, Msgid, Asked]] = [
        (name, flag, ALL, _everywhere) for name, flag in (*of_all[:2], both, *of_all[2:])
    ]
    asked += [
        (N_("Profiling where there is conflict"), _and(profiling, conflict), ALL, _everywhere),
        (N_("Profiling where there is conflict"), profiling, N_("Records with conflict"), conflict),
        (
            N_("Climate action where there is natural hazard"),
            hazard,
            N_("Records with climate action"),
            climate,
        ),
        (
            N_("Climate action where there is natural hazard"),
            climate,
            N_("Records with natural hazard"),
            hazard,
        ),
        (N_("Climate action where there is conflict"), climate, N_("Records with conflict"), conflict),
    ]
    return [_share(records, *each) for each in asked]


def kinds_of_crisis(records: Sequence[CrisisRecord]) -> list[tuple[Msgid, int]]:
    """Return how many records have one kind of crisis, both, neither, or a flag that is not known."""
    counts = dict.fromkeys(((True, False), (False, True), (True, True), (False, False), None), 0)
    for record in records:
        pair = (record.flags["conflict"], record.flags["natural_hazard"])
        counts[None if None in pair else (bool(pair[0]), bool(pair[1]))] += 1
    names = (
        N_("Conflict only"),
        N_("Natural hazard only"),
        N_("Conflict and natural hazard"),
        N_("Neither of them"),
        N_("Not known"),
    )
    return list(zip(names, counts.values(), strict=True))


def read_records(
    rows: Sequence[tuple[int, Sequence[str]]],
) -> tuple[list[CrisisRecord], list[CrisisFault]]:
    """Return the records of a table, and its faults; the first row holds the headings.

    Other columns are ignored. An empty cell means not known, which is different from 0.
    """
    if not rows:
        return [], [CrisisFault(1, "", Message(N_("This table is empty. Add a row for each record.")))]
    headings = [text.strip().lower() for text in rows[0][1]]
    missing = [name for name in ("code", *FLAGS) if name not in headings]
    if missing:
        why = N_(
            "Columns are missing. Add these: %(columns)s. In each of them 1 is yes, 0 is no, and an empty "
            "cell is not known."
        )
        return [], [CrisisFault(rows[0][0], "", Message(why, {"columns": ", ".join(missing)}))]
    records: list[CrisisRecord] = []
    faults: list[CrisisFault] = []
    codes: set[str] = set()
    for number, cells in rows[1:]:
        row = dict(zip(headings, (text.strip() for text in cells), strict=False))
        found = list(_faults(number, row, codes))
        faults += found
        codes.add(row.get("code", ""))
        if not found:
            records.append(_record(row))
    return records, faults


def _faults(number: int, row: Mapping[str, str], codes: set[str]) -> Sequence[CrisisFault]:
    found = [
        CrisisFault(number, name, Message(N_("Write 1 for yes, 0 for no, or leave the cell empty.")))
        for name in FLAGS
        if row.get(name, "") not in (YES, NO, UNKNOWN)
    ]
    code = row.get("code", "")
    if not code:
        found.append(CrisisFault(number, "code", Message(N_("Write the code of this record."))))
    elif code in codes:
        found.append(
            CrisisFault(number, "code", Message(N_("This code stands in a row above. Keep one of them.")))
        )
    kinds = {row.get("conflict", ""), row.get("natural_hazard", "")}
    if row.get("displacement") == YES and kinds == {NO}:
        why = N_("Displacement comes from conflict, from a natural hazard or from both. Say from which.")
        found.append(CrisisFault(number, "displacement", Message(why)))
    return found


def _record(row: Mapping[str, str]) -> CrisisRecord:
    flags = {name: _known(row.get(name, "")) for name in FLAGS}
    tools = frozenset(filter(None, (each.strip() for each in row.get("tools", "").split(";"))))
    return CrisisRecord(row["code"], row.get("region", ""), flags, tools)


def _known(text: str) -> bool | None:
    return None if text == UNKNOWN else text == YES


def _everywhere(record: CrisisRecord) -> bool:
    return True


def _flag(name: str) -> Asked:
    return lambda record: record.flags[name]


def _and(one: Asked, other: Asked) -> Asked:
    return lambda record: _both(one(record), other(record))


def _both(one: bool | None, other: bool | None) -> bool | None:
    return False if False in (one, other) else None if None in (one, other) else True


def _share(
    records: Sequence[CrisisRecord], name: Msgid, is_part: Asked, whole_name: Msgid, is_whole: Asked
) -> CrisisShare:
    pairs = [(is_part(record), is_whole(record)) for record in records]
    known = [part for part, whole in pairs if whole and part is not None]
    unknown = sum(whole is None or (whole and part is None) for part, whole in pairs)
    return CrisisShare(name, whole_name, sum(map(bool, known)), len(known), int(unknown))
