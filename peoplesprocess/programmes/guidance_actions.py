"""Writing a programme's own words on how a step is done."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.facts.programme_guidance import GUIDANCE_OF_STEP
from peoplesprocess.models import Programme, StepGuidance
from peoplesprocess.programmes.programme_queries import NEWEST_PROCESS


def write_guidance(act: Act, step: str, text: str, seen_number: int) -> StepGuidance:
    """Write the programme's words on a step, which stand before ours; "" takes them away.

    Errors: Forbidden; Refused if the programme has no such step or the words are what they were; Conflict
    if they were written anew since `seen_number`, 0 if there were none.
    """
    act.require(Action.CHANGE_PROGRAMME)
    if step not in {each.key for each in NEWEST_PROCESS.one(act.db, programme=act.programme.id).steps}:
        raise Refused(Message(N_("The programme has no such step. Choose one from the list of its steps.")))
    # One after the other; and pages of settlements show the words, whose version the programme's is part of.
    programme = act.db.get_one(Programme, act.programme.id, with_for_update=True, populate_existing=True)
    now = GUIDANCE_OF_STEP.first(act.db, programme=programme.id, step=step)
    number, before = (now.number, now.text) if now else (0, "")
    if number != seen_number:
        raise Conflict({"text": before, "number": number})
    if text.strip() == before:
        raise Refused(Message(N_("Nothing was changed. Write what facilitators should know.")), "text")
    programme.version += 1
    row = StepGuidance(**act.programme_columns, step=step, number=number + 1, text=text.strip())
    act.db.add(row)
    act.note("guidance.write", f"step {step}", number=row.number, empty=not row.text)
    return row
