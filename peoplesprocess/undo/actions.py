"""Undoing one's own newest act through its room's act for that."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.undo.undoable_acts import UNDOABLE
from peoplesprocess.undo.undoable_entries import ENTRY, JournalledAct, obstacle


def undo_act(act: Act, sequence: int, reason: str) -> JournalledAct:
    """Undo the act of an entry of the settlement's journal. The room's act asks for its own permission.

    Errors: Forbidden; Refused if the entry is not the actor's, if its act cannot be undone, if it is too old
    or not the newest one, or if the room refuses.
    """
    act.require(Action.SEE_SETTLEMENT)
    entry = ENTRY.first(act.db, chain=act.settlement.id, sequence=sequence)
    if entry is None or not entry.is_of(act.actor.id):
        raise Refused(Message(N_("You have done nothing here that can be undone.")))
    if (refusal := obstacle(entry, act.now)) is not None:
        raise Refused(refusal)
    undoable = UNDOABLE[entry.act]
    undoable.undo(act, undoable.numbers(entry.subject), reason)
    return entry
