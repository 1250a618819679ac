"""Loading the stories: each act through its room, on its own day, by its own people."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TypedDict
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_installation, act_in_programme, act_in_settlement
from peoplesprocess.assessments.actions import publish_form
from peoplesprocess.assessments.shipped_forms import shipped_forms
from peoplesprocess.core import choice_lists
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.core.xlsform.form import Sheets
from peoplesprocess.db.session import writing
from peoplesprocess.demonstration import (
    before_contract,
    from_contract,
    nawroz,
    need_referrals,
    plan_details,
    samagipura,
    samagipura_map,
    samagipura_profile,
    story_complaints,
    street_lights,
    sukhpur,
)
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import BEGUN, AccountMaker, at, minor
from peoplesprocess.photos.folder import PhotoFolder
from peoplesprocess.photos.store import PhotoStore
from peoplesprocess.programmes import actions as programmes
from peoplesprocess.programmes import guidance_actions
from peoplesprocess.settlements.settings_changes import SettlementSettingsInput, change_settings

STORIES = (sukhpur.STORY, nawroz.STORY, samagipura.STORY)
FILE = "demo.json"
WOMENS_SESSION = 2
"""The number of the meeting at which the women of Samagipura spoke about services."""
PROGRAMME = programmes.ProgrammeInput(
    name="Recovery with people",
    code="recovery",
    agency="UN-Habitat",
    currency="USD",
    committee_name="Community development committee",
    preset="south-asian",
    groups=[asdict(group) for group in choice_lists.GROUPS],
    sectors=list(choice_lists.SECTORS),
)


ON_HANDOVER = (
    "Invite the next village too: its committee learns more from your accounts than from us.\n"
    "Send the date to the programme office two weeks before, so that the technical officer can come."
)
"""The programme's own words about a step."""


class DemonstrationSummaryValues(TypedDict):
    """The accounts that can sign in, with the addresses of programmes and settlements, as JSON."""

    accounts: list[dict[str, str]]
    programmes: list[dict[str, str]]
    settlements: list[dict[str, str]]


def load(
    engine: Engine, instance: Path, secret: bytes, photos: PhotoStore | None = None
) -> DemonstrationSummaryValues:
    """Make the demonstration in one transaction, and return who can sign in and where things are.

    `secret` is the installation's, from which second factors are derived. `photos` is the photo store, None
    for a folder in `instance`.
    """
    with writing(engine) as db:
        cast = AccountMaker(db, secret)
        admin = cast.add("admin", "Ada", RoleGrant(Role.ADMINISTRATOR))
        programme = programmes.set_up_programme(act_in_installation(db, admin, BEGUN), PROGRAMME)
        efua = cast.add("efua", "Efua", RoleGrant(Role.PROGRAMME_MANAGER, programme.id))
        manager = act_in_programme(db, efua, programme.code, BEGUN, is_proven=True)
        guidance_actions.write_guidance(manager, "handover", ON_HANDOVER, 0)
        publish_form(manager, _risk_form())
        plan_details.keep_rates(manager)
        plan_details.choose_frames(manager)
        cast.add("finance", "Femi", RoleGrant(Role.FINANCE_OFFICER, programme.id))
        cast.add("engineer", "Ines", RoleGrant(Role.TECHNICAL_OFFICER, programme.id))
        store = photos or PhotoFolder(instance)
        story_complaints.add_officers(db, cast, programme)
        settlements = [_tell(db, cast, story, store) for story in STORIES]
        street_lights.tell(db, cast, nawroz.STORY)
        story_complaints.tell(db, cast, programme)
        made: DemonstrationSummaryValues = {
            "accounts": cast.known,
            "programmes": [{"id": str(programme.id), "name": programme.name, "url": f"/p/{programme.code}"}],
            "settlements": settlements,
        }
        _keep(instance / FILE, made)
        db.commit()
    return made


def _risk_form() -> Sheets:
    return next(shipped.sheets for shipped in shipped_forms() if shipped.code == "climate_risk")


def accounts_of(instance: Path) -> DemonstrationSummaryValues | None:
    """Return what `load` wrote here earlier, or None."""
    path = instance / FILE
    return json.loads(path.read_text()) if path.exists() else None


def _tell(db: Session, cast: AccountMaker, story: DemonstrationStory, photos: PhotoStore) -> dict[str, str]:
    day, manager = story.orientation.held_on, cast.ids["efua"]
    area = programmes.AreaInput(story.area, story.area_name, story.authority)
    adding = act_in_programme(db, manager, PROGRAMME.code, at(day, 6), is_proven=True)
    programmes.add_area(adding, area)
    settlement = programmes.add_settlement(
        act_in_programme(db, manager, PROGRAMME.code, at(day, 7), is_proven=True),
        programmes.SettlementInput(
            name=story.name,
            code=story.code,
            area=story.area,
            currency=story.currency,
            envelope=minor(story, story.envelope),
            place_code=story.place_code,
            groups=list(story.groups),
            required_groups=list(story.required_groups),
        ),
    )
    if story.contribution is not None:
        _ask_for(db, manager, story, story.contribution)
    cast.add_people_of(story, settlement)
    before_contract.tell(db, cast, settlement, story)
    if story is samagipura.STORY:
        samagipura_map.draw(db, cast, photos)
        samagipura_profile.take(cast, story, WOMENS_SESSION)
    need_referrals.take(cast, story)
    reached = from_contract.tell(db, cast, settlement, story)
    need_referrals.answer(cast, story)
    if story is samagipura.STORY:
        samagipura_profile.take_again(cast, story)
    return {
        "id": str(settlement.id),
        "name": story.name,
        "url": f"/s/{story.code}",
        "step": reached,
        "contract": f"/s/{story.code}/works/1",
        "board": f"/board/{story.code}",
    }


def _ask_for(db: Session, manager: UUID, story: DemonstrationStory, percent: int) -> None:
    """Set the community's own percentage in the settlement's settings, in place of the programme's."""
    act = act_in_settlement(db, manager, story.code, at(story.orientation.held_on, 7), is_proven=True)
    place = act.settlement
    settings = SettlementSettingsInput(
        name=place.name,
        envelope=place.envelope,
        groups=list(story.groups),
        required_groups=list(story.required_groups),
        authority_name="",
        contribution=percent,
    )
    reason = "Half of the families rent: host and displaced give what both can."
    change_settings(act, settings, reason, place.version)


def _keep(path: Path, made: DemonstrationSummaryValues) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(made, file, ensure_ascii=False, indent=1)
