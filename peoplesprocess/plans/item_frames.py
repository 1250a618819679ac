"""Putting items of the plan under codes of a frame of reference, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.frames import codes_in, with_codes, written_codes
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.shipped_frames import SHIPPED_FRAMES
from peoplesprocess.facts.framed_items import IS_STANDING
from peoplesprocess.facts.programme_frames import programme_frames
from peoplesprocess.models import Plan, PlanItem
from peoplesprocess.plans.draft_lookup import GONE

FIELD = "codes"
"""The fields of a page are called so, each with the line of its item."""


@dataclass(frozen=True, slots=True)
class ItemCodes:
    """The codes of a frame that an item is put under, and the version of the item that was seen."""

    codes: Sequence[str]
    seen_version: int


def tag_items(act: Act, frame: str, chosen: Mapping[int, ItemCodes]) -> list[PlanItem]:
    """Put items, by their line, under codes of a frame: at any time, as nobody judges it.

    Errors: Forbidden; Refused if the programme does not report by the frame, if the plan has no such
    item any more, or for a code that there is not; Conflict if an item that changes was saved since it
    was seen.
    """
    act.require(Action.CHOOSE_CODES)
    rows = _standing(act)
    reference = programme_frames(act.db, act.settlement.programme_id).using(frame)
    if reference is None:
        raise Refused(
            Message(N_("The programme does not report by this framework. Choose one from the list."))
        )
    if not chosen.keys() <= rows.keys():
        raise Refused(Message(GONE))
    changed = {}
    for line, said in chosen.items():
        before = codes_in(rows[line].frame_tags, frame)
        if any(code not in before and not reference.has(code) for code in said.codes):
            raise Refused(Message(N_("Choose one from the list.")), f"{FIELD}{line}")
        if list(said.codes) != before:
            changed[line] = said
    if not changed:
        raise Refused(Message(N_("Nothing is changed yet.")))
    if any(rows[line].version != said.seen_version for line, said in changed.items()):
        raise Conflict(
            {f"{FIELD}{line}": written_codes(codes_in(rows[line].frame_tags, frame)) for line in changed}
        )
    return [_tag(act, rows[line], frame, said.codes) for line, said in changed.items()]


def _standing(act: Act) -> dict[int, PlanItem]:
    rows = select(PlanItem).join(Plan, Plan.id == PlanItem.plan_id)
    found = act.db.scalars(rows.where(Plan.settlement_id == act.settlement.id, IS_STANDING))
    return {row.line: row for row in found}


def _tag(act: Act, row: PlanItem, frame: str, codes: Sequence[str]) -> PlanItem:
    row.frame_tags = with_codes(row.frame_tags, frame, codes)
    row.version += 1
    act.note(
        "plan.item.frame",
        f"plan {act.db.get_one(Plan, row.plan_id).number} line {row.line}",
        frame=frame,
        # Codes of a programme's own frame were typed by people.
        codes=list(codes) if frame in SHIPPED_FRAMES else len(codes),
    )
    return row
