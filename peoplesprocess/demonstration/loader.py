"""Telling the stories: each act through the room it belongs to, on its own day, by its own people."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from peoplesprocess.core import lists
from peoplesprocess.core.roles import Role
from peoplesprocess.db.session import writing
from peoplesprocess.demonstration import before_contract, from_contract, nawroz, samagipura, sukhpur
from peoplesprocess.demonstration.people import BEGUN, Cast, at, minor
from peoplesprocess.demonstration.story import Story
from peoplesprocess.models import Programme
from peoplesprocess.programmes import actions as programmes

STORIES = (sukhpur.STORY, nawroz.STORY, samagipura.STORY)
FILE = "demo.json"


def load(engine: Engine, instance: Path) -> dict[str, Any]:
    """Make the demonstration in one transaction and return who can sign in and where things are."""
    with writing(engine) as db:
        programme = _programme(db)
        cast = Cast(db, programme.id)
        cast.add("admin", "Ada", Role.ADMINISTRATOR)
        manager = cast.add("efua", "Efua", Role.PROGRAMME_MANAGER)
        cast.add("finance", "Femi", Role.FINANCE_OFFICER)
        cast.add("engineer", "Ines", Role.TECHNICAL_OFFICER)
        settlements = [_tell(db, cast, programme, manager, story) for story in STORIES]
        made = {
            "accounts": cast.known,
            "programmes": [{"id": str(programme.id), "name": programme.name, "url": f"/p/{programme.code}"}],
            "settlements": settlements,
        }
        _keep(instance / FILE, made)
        db.commit()
    return made


def accounts_of(instance: Path) -> dict[str, Any] | None:
    """Return what `load` made here earlier, or None."""
    path = instance / FILE
    return json.loads(path.read_text()) if path.exists() else None


def _programme(db: Session) -> Programme:
    return programmes.set_up(
        db,
        None,
        programmes.ProgrammeInput(
            name="Recovery with people",
            code="recovery",
            agency="UN-Habitat",
            currency="USD",
            committee_name="Community development committee",
            preset="south-asian",
            groups=[asdict(group) for group in lists.GROUPS],
            sectors=list(lists.SECTORS),
        ),
        BEGUN,
    )


def _tell(db: Session, cast: Cast, programme: Programme, manager: UUID, story: Story) -> dict[str, str]:
    area = programmes.add_area(
        db,
        manager,
        programme.id,
        story.area,
        story.area_name,
        story.authority,
        at(story.orientation.held_on, 6),
    )
    settlement = programmes.add_settlement(
        db,
        manager,
        programme.id,
        programmes.SettlementInput(
            name=story.name,
            code=story.code,
            area_id=area.id,
            currency=story.currency,
            envelope=minor(story, story.envelope),
            place_code=story.place_code,
            groups=list(story.groups),
            required_groups=list(story.required_groups),
        ),
        at(story.orientation.held_on, 7),
    )
    cast.add_people_of(story, settlement.id)
    before_contract.tell(db, cast, settlement, story)
    reached = from_contract.tell(db, cast, settlement, story)
    return {
        "id": str(settlement.id),
        "name": story.name,
        "url": f"/s/{story.code}",
        "step": reached,
        "contract": f"/s/{story.code}/works/1",
        "board": f"/board/{story.code}",
    }


def _keep(path: Path, made: dict[str, Any]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(made, file, ensure_ascii=False, indent=1)
