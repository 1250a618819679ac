"""A story's settlement as acts need it, and the closing of its steps."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_settlement
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import at
from peoplesprocess.facts.places import SettlementWithRules, settlement_by_code
from peoplesprocess.models import Settlement
from peoplesprocess.settlements import actions as settlements


def row_of(db: Session, code: str) -> SettlementWithRules:
    """Return the settlement's row as the guard hands it to a view."""
    db.flush()
    row = settlement_by_code(db, code)
    if row is None:
        raise LookupError(code)
    return row


def close_step(
    db: Session,
    actor: UUID,
    place: Settlement | SettlementWithRules,
    story: DemonstrationStory,
    step: str,
    day: date,
) -> None:
    """Close a step whose gate must hold, so that no story can cheat."""
    settlements.close_step(act_in_settlement(db, actor, story.code, at(day, 17)), step)
