"""What is done about the frames that a programme reports by: chosen, written, changed and left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.frames import OWN, FrameOfReference, read_titles, written_titles
from peoplesprocess.core.messages import N_, Conflict, Message, RefusalList, Refused
from peoplesprocess.core.search import folded
from peoplesprocess.core.shipped_frames import SHIPPED_FRAMES
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.facts.programme_frames import ProgrammeFrameRow, ProgrammeFrames, programme_frames
from peoplesprocess.models import Programme, ProgrammeFrame

MOST_OWN = 10
"""So many frames a programme can write itself."""


@dataclass(frozen=True, slots=True)
class OwnFrameInput:
    """A frame as a programme writes it: `codes` are lines, each a code and its title."""

    name: str
    document: str
    codes: str
    reason: str


def use_frames(act: Act, keys: Collection[str]) -> list[ProgrammeFrame]:
    """Report by these frames from now on, also by some that were left.

    Errors: Forbidden; Refused without any, or for one that is used already or that there is not.
    """
    act.require(Action.CHANGE_PROGRAMME)
    known = _known(act)
    offered = {frame.key for frame in known.offered}
    if not keys or not offered.issuperset(keys):
        raise Refused(Message(N_("Choose at least one framework from the list.")), "frames")
    return [_write(act, known, key, "frame.use", "") for key in keys]


def leave_frame(act: Act, key: str, reason: str) -> ProgrammeFrame:
    """Report by a frame no longer; the tags of items stay, and count again once it is chosen again.

    Errors: Forbidden; Refused if it is not used, or without a reason.
    """
    act.require(Action.CHANGE_PROGRAMME)
    known = _known(act)
    if known.using(key) is None:
        raise Refused(
            Message(N_("The programme does not report by this framework. Choose one from the list."))
        )
    require_reason(reason)
    return _write(act, known, key, "frame.leave", reason, is_used=False)


def add_own_frame(act: Act, given: OwnFrameInput) -> ProgrammeFrame:
    """Write a frame of the programme's own and report by it.

    Errors: Forbidden; Refused if its name is taken, if there are enough, or without name, codes or a reason.
    """
    act.require(Action.CHANGE_PROGRAMME)
    known = _known(act)
    own = [row for row in known.rows if row.reference.is_own]
    if len(own) >= MOST_OWN:
        sentence = N_("There are already %(most)s frameworks of your own. Change one that is not needed.")
        raise Refused(Message(sentence, {"most": MOST_OWN}))
    titles = _checked(given, known)
    reference = FrameOfReference(f"{OWN}{len(own) + 1}", given.name.strip(), given.document.strip(), titles)
    return _write(act, known, reference.key, "frame.write", given.reason, reference)


def change_own_frame(act: Act, key: str, given: OwnFrameInput, seen_number: int) -> ProgrammeFrame:
    """Change a frame of the programme's own; items keep codes that it then has no longer, and are told.

    Errors: Forbidden; Refused as `add_own_frame`, or if there is no such frame; Conflict if it was written
    anew since `seen_number`.
    """
    act.require(Action.CHANGE_PROGRAMME)
    known = _known(act)
    before = known.row(key)
    if before is None or not before.reference.is_own:
        raise Refused(Message(N_("Only a framework of the programme's own can be changed.")))
    if before.number != seen_number:
        raise Conflict(own_values(before))
    titles = _checked(given, known, key)
    reference = FrameOfReference(key, given.name.strip(), given.document.strip(), titles)
    return _write(act, known, key, "frame.write", given.reason, reference)


def own_values(row: ProgrammeFrameRow) -> dict[str, object]:
    """Return what a frame of a programme's own says, as its form has it."""
    codes = written_titles(row.reference.titles)
    return {"name": row.name, "document": row.document, "codes": codes}


def _known(act: Act) -> ProgrammeFrames:
    # One after the other; and the programme's version is part of that of its settlements' pages.
    programme = act.db.get_one(Programme, act.programme.id, with_for_update=True, populate_existing=True)
    programme.version += 1
    return programme_frames(act.db, programme.id)


def _checked(given: OwnFrameInput, known: ProgrammeFrames, key: str = "") -> dict[str, str]:
    """The codes of a frame that can be right."""
    titles: dict[str, str] = {}
    refusals = RefusalList()
    with refusals:
        if not given.name.strip():
            raise Refused(Message(N_("Write what the framework is called.")), "name")
    with refusals:
        others = [row.name for row in known.rows if row.frame != key]
        if folded(given.name) in map(folded, (*others, *(each.name for each in SHIPPED_FRAMES.values()))):
            raise Refused(Message(N_("There is a framework of this name already. Choose it there.")), "name")
    with refusals:
        titles = read_titles(given.codes)
    with refusals:
        require_reason(given.reason)
    refusals.settle()
    return titles


def _write(
    act: Act,
    known: ProgrammeFrames,
    key: str,
    what: str,
    reason: str,
    own: FrameOfReference | None = None,
    *,
    is_used: bool = True,
) -> ProgrammeFrame:
    before = known.row(key)
    own = own or (before.reference if before and before.reference.is_own else None)
    row = ProgrammeFrame(
        **act.programme_columns,
        frame=key,
        number=before.number + 1 if before else 1,
        name=own.name if own else "",
        document=own.document if own else "",
        codes=[{"code": code, "title": title} for code, title in own.titles.items()] if own else [],
        is_used=is_used,
        reason=reason.strip(),
    )
    act.db.add(row)
    act.note(what, f"frame {key}", number=row.number, codes=len(row.codes))
    return row
