"""The act that writes a programme's own guidance on a step."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.facts.programme_guidance import GUIDANCE_OF_STEP
from peoplesprocess.models import Programme, StepGuidance
from peoplesprocess.programmes.programme_queries import NEWEST_PROCESS


def write_guidance(act: Act, step: str, text: str, seen_number: int) -> StepGuidance:
    """Write the programme's guidance on a step, which is shown before ours; "" removes it.

    Errors: Forbidden; Refused if the programme has no such step or nothing changes; Conflict if it was
    written since `seen_number`, which is 0 if there was none.
    """
    act.require(Action.CHANGE_PROGRAMME)
    if step not in {each.key for each in NEWEST_PROCESS.one(act.db, programme=act.programme.id).steps}:
        raise Refused(Message(N_("The programme has no such step. Choose one from the list of its steps.")))
    # The lock makes changes wait for each other; the new version invalidates the pages of all settlements.
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
