"""Acts about rounds of a profile: beginning, writing their parts, publishing and striking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core import choice_lists
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.profile_parts import (
    BY_AREA,
    BY_STATUS,
    PARTS,
    RECORDS,
    SOURCES,
    ProfilePartKey,
    ProfilePartSourceReference,
    check_body,
    empty_parts,
)
from peoplesprocess.facts.blocks import ALL_BLOCKS
from peoplesprocess.facts.profiles import (
    NEWEST_PROFILE,
    PARTS_IN_FORCE,
    PROFILE_ROUNDS,
    ProfilePartRow,
    ProfileRoundRow,
    areas_now,
    bodies_by_part,
    service_matrix,
)
from peoplesprocess.models import ProfilePart, ProfilePublication, ProfileRound, Strike
from peoplesprocess.profiles import queries
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class ProfileRoundInput:
    """The day on which a round is taken, and whether it starts from the newest published one."""

    taken_on: date
    from_last: bool = False


@dataclass(frozen=True, slots=True)
class ProfilePartInput:
    """The content of a part and its source; `core.profile_parts` checks the `body`."""

    place: ProfilePartKey
    body: Mapping[str, object]
    source: ProfilePartSourceReference


def begin_round(act: Act, taken: ProfileRoundInput) -> ProfileRound:
    """Begin a settlement's next round.

    Errors: Forbidden; Refused while another one is open, or for a future day.
    """
    act.require(Action.RECORD_PROFILE)
    _require_come(act, taken.taken_on)
    rounds = PROFILE_ROUNDS.all(act.db, settlement=act.settlement.id)
    if (other := next((each for each in rounds if each.is_open), None)) is not None:
        sentence = N_("Round %(number)s is still open. Publish it or strike it, then begin the next one.")
        raise Refused(Message(sentence, {"number": other.number}))
    last = NEWEST_PROFILE.first(act.db, settlement=act.settlement.id) if taken.from_last else None
    row = ProfileRound(
        **act.columns,
        number=act.next_number(ProfileRound.number, ProfileRound.settlement_id, act.settlement.id),
        taken_on=taken.taken_on,
        begun_from=last.number if last is not None else None,
    )
    act.db.add(row)
    act.db.flush()
    if last is not None:
        _take_over(act, row.id, last)
    act.note("profile_round.begin", f"profile_round {row.number}")
    return row


def change_round(act: Act, number: int, taken_on: date, seen_version: int) -> ProfileRound:
    """Correct the day on which an open round is taken. Errors: Forbidden; Refused; Conflict."""
    act.require(Action.RECORD_PROFILE)
    known = _open(act, number)
    _require_come(act, taken_on)
    row = act.db.get_one(ProfileRound, known.id)
    if row.version != seen_version:
        raise Conflict({"taken_on": row.taken_on})
    if row.taken_on == taken_on:
        raise Refused(Message(N_("Nothing is changed yet.")))
    row.taken_on = taken_on
    row.version += 1
    act.note("profile_round.change", f"profile_round {number}")
    return row


def write_part(act: Act, number: int, written: ProfilePartInput, seen_number: int = 0) -> ProfilePart:
    """Write a part of an open round; replaced content stays readable.

    `seen_number` is the number of what is replaced, 0 if nothing.
    Errors: Forbidden; Conflict if somebody wrote it meanwhile; Refused if the round is not open, the place or
    source is unknown, or a count is wrong.
    """
    act.require(Action.RECORD_PROFILE)
    known = _open(act, number)
    place = written.place
    block = _block(act, place)
    check_body(place.part, written.body)
    _require_source(act, written.source)
    parts = PARTS_IN_FORCE.all(act.db, rounds=[known.id])
    before = next((part for part in parts if part.place == place), None)
    if before is not None and before.number != seen_number:
        raise Conflict(
            {"as_of": before.as_of, "source_note": before.source_note, **_conflicting_values(before)}
        )
    row = ProfilePart(
        **act.columns,
        **_source_columns(written.source),
        profile_round_id=known.id,
        number=act.next_number(ProfilePart.number, ProfilePart.profile_round_id, known.id),
        part=place.part,
        block_id=block,
        status=place.status,
        body=dict(written.body),
    )
    act.db.add(row)
    act.note("profile_part.write", f"profile_round {number}", part=place.part)
    return row


def publish_round(act: Act, number: int) -> ProfilePublication:
    """Publish a round, which can no longer be changed.

    Errors: Forbidden; Refused if it is not open, or while one of its parts is empty, naming it.
    """
    act.require(Action.RECORD_PROFILE)
    known = _open(act, number)
    parts = PARTS_IN_FORCE.all(act.db, rounds=[known.id])
    if missing := empty_parts(bodies_by_part(parts)):
        sentence = N_("This part is still empty: %(part)s. Write it, then publish the round.")
        raise Refused(Message(sentence, {"part": Message(PARTS[missing[0]])}))
    matrix = service_matrix(known, parts, areas_now(act.db, act.settlement.id))
    row = ProfilePublication(
        **act.columns,
        profile_round_id=known.id,
        areas=[{"number": area.number, "name": area.name} for area in matrix.areas if area.number],
        services=list(matrix.services),
    )
    act.db.add(row)
    act.note("profile_round.publish", f"profile_round {number}")
    return row


def strike_round(act: Act, number: int, reason: str) -> Strike:
    """Strike a round, published or not, so that it no longer counts.

    Errors: Forbidden; Refused if there is none, if it is struck already, or without a reason.
    """
    act.require(Action.RECORD_PROFILE)
    known = _standing(act, number)
    row = strike_record(act, ProfileRound, known.id, reason)
    act.note("profile_round.strike", f"profile_round {number}")
    return row


def _take_over(act: Act, round_id: UUID, last: ProfileRoundRow) -> None:
    """Copy the parts in force in an earlier round, with their sources and days."""
    blocks = {block.number: block.id for block in ALL_BLOCKS.all(act.db, settlement=act.settlement.id)}
    for number, part in enumerate(PARTS_IN_FORCE.all(act.db, rounds=[last.id]), start=1):
        act.db.add(
            ProfilePart(
                **act.columns,
                **_source_columns(part.origin),
                profile_round_id=round_id,
                number=number,
                part=part.part,
                block_id=blocks[part.block] if part.block is not None else None,
                status=part.status,
                body=part.body,
                from_round=part.from_round or last.number,
            )
        )


def _source_columns(source: ProfilePartSourceReference) -> dict[str, object]:
    return {
        "source": source.kind,
        "source_number": source.number,
        "source_note": source.note.strip(),
        "as_of": source.as_of,
    }


def _conflicting_values(part: ProfilePartRow) -> dict[str, object]:
    """Return what somebody else wrote by field name, without values that have no field of their own."""
    return {name: value for name, value in part.body.items() if isinstance(value, str | int)}


def _standing(act: Act, number: int) -> ProfileRoundRow:
    rounds = PROFILE_ROUNDS.all(act.db, settlement=act.settlement.id)
    found = next((each for each in rounds if each.number == number), None)
    if found is None:
        raise Refused(Message(N_("There is no such round of the profile here. See the page “Profile”.")))
    require_not_struck(found.struck_at is not None)
    return found


def _open(act: Act, number: int) -> ProfileRoundRow:
    found = _standing(act, number)
    if found.is_published:
        sentence = N_(
            "Round %(number)s is published and never changes. Begin a new round that starts from it, and "
            "correct it there."
        )
        raise Refused(Message(sentence, {"number": number}))
    return found


def _block(act: Act, place: ProfilePartKey) -> UUID | None:
    """Return the key of a part's block, or None.

    Errors: Refused if there is no such part, block or status.
    """
    standing = {row.number: row.id for row in ALL_BLOCKS.all(act.db, settlement=act.settlement.id)}
    right = (
        place.part in PARTS
        and (place.block is None or (place.part in BY_AREA and place.block in standing))
        and (place.status in choice_lists.STATUSES if place.part in BY_STATUS else not place.status)
    )
    if not right:
        raise Refused(Message(N_("There is no such part of a profile. Choose one from the list.")))
    return standing[place.block] if place.block is not None else None


def _require_source(act: Act, source: ProfilePartSourceReference) -> None:
    _require_come(act, source.as_of, "as_of")
    if source.kind not in SOURCES or (source.kind in RECORDS) != (source.number is not None):
        raise Refused(Message(N_("Choose one from the list.")), "source")
    if source.kind == "paper" and not source.note.strip():
        raise Refused(Message(N_("Write which list, register or report it is.")), "source_note")
    if source.kind in RECORDS:
        known = queries.SOURCE_KEYS[source.kind].get(
            act.db, settlement=act.settlement.id, number=source.number
        )
        if known is None:
            raise Refused(Message(N_("Choose one from the list.")), "source")


def _require_come(act: Act, day: date, field: str = "taken_on") -> None:
    if day > act.today:
        raise Refused(Message(N_("This day has not come yet.")), field)
