"""The complaints of the stories, from their filing to their answer."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_programme
from peoplesprocess.complaints import actions
from peoplesprocess.complaints.actions import ComplaintInput
from peoplesprocess.core.complaints import receipt_words
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.demonstration import nawroz, sukhpur
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import BEGUN, AccountMaker, at
from peoplesprocess.facts.places import settlement_by_code
from peoplesprocess.models import Programme

OFFICERS = (("complaints", "Samira"), ("complaints.second", "Tomas"))


class DemonstrationComplaint(NamedTuple):
    """A complaint, made `after` days after the story's first meeting, answered `answered_after` days
    later.
    """

    story: DemonstrationStory
    after: int
    said: ComplaintInput
    answered_after: int
    answer: str


COMPLAINTS = (
    DemonstrationComplaint(
        sukhpur.STORY,
        150,
        ComplaintInput(
            "left_out", "committee", "told", "The pump of block 6 is too far for the displaced families."
        ),
        9,
        "The committee looked at it with them. The pump was moved 60 m towards them.",
    ),
    DemonstrationComplaint(
        nawroz.STORY,
        160,
        ComplaintInput(
            "left_out",
            "authority",
            "page",
            "Six houses in which displaced families rent were dropped from the list of connections.",
        ),
        11,
        "The landlord refused the connections. A tap-stand was added for the six houses.",
    ),
)


def add_officers(db: Session, cast: AccountMaker, programme: Programme) -> None:
    """Make the complaints officers, each with a passphrase that is listed with the password."""
    for username, name in OFFICERS:
        account = cast.add(username, name, RoleGrant(Role.COMPLAINTS_OFFICER, programme.id))
        passphrase = cast.known[-1]["passphrase"] = f"{cast.known[-1]['password']}-complaints"
        act = act_in_programme(db, account, programme.code, BEGUN)
        actions.set_officer_key(act, passphrase, False)


def tell(db: Session, cast: AccountMaker, programme: Programme) -> None:
    """File, acknowledge and answer the complaints, each on its day."""
    passphrase = next(known["passphrase"] for known in cast.known if known["username"] == OFFICERS[0][0])
    for number, told in enumerate(COMPLAINTS, start=1):
        day: date = told.story.orientation.held_on + timedelta(days=told.after)
        place = settlement_by_code(db, told.story.code)
        if place is None:
            raise LookupError(told.story.code)
        nobody = act_in_programme(db, None, programme.code, at(day))
        actions.file_complaint(nobody, place, told.said, receipt_words(secrets.token_bytes(32)), day)
        officer = cast.ids[OFFICERS[0][0]]
        looks = act_in_programme(db, officer, programme.code, at(day + timedelta(days=2)))
        actions.acknowledge_complaint(looks, number, is_serious=False)
        answers = act_in_programme(db, officer, programme.code, at(day + timedelta(days=told.answered_after)))
        actions.answer_complaint(answers, number, told.answer, passphrase, False)
