"""Who cannot write signs by thumbprint, before a witness; the witness is kept as a role, never as a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.contracts import actions, amendments
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.thumbprints import BY_HAND, BY_THUMBPRINT, WITNESSES, witness_named
from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, writing
from peoplesprocess.models import AmendmentSignature, Signature
from tests.browser import Browser
from tests.contracts.amended import PROPOSED_ON, propose
from tests.contracts.story import FORM, at, by, contract, endorsed, signed
from tests.factories import Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
NO_WITNESS = "A thumbprint needs a witness who can read. Choose who saw it and read the paper out."
NO_THUMBPRINT = "Only a thumbprint has a witness. Choose that it was a thumbprint, or choose nobody here."


@pytest.fixture
def place(make: Make, browser: People) -> Any:
    """A settlement with a contract that waits for its signatures."""
    found = endorsed(make)
    browser("facilitator", found).send(f"/s/{found.code}/contracts/draft", **FORM)
    return found


def test_the_committee_signs_by_thumbprint_before_a_teacher(make: Make, place: Any, browser: People) -> None:
    cleo, url = browser("committee_officer", place), f"/s/{place.code}/contracts/1"
    page = cleo.send(f"{url}/sign", way="thumbprint", witness="teacher")
    assert "by thumbprint, witnessed by: A teacher" in page.text
    assert "by thumbprint, witnessed by: A teacher" in cleo.get(f"{url}/paper").text
    arabic = cleo.get(f"{url}/paper?language=ar").text
    assert "ببصمة الإبهام، والشاهد: معلّم أو معلّمة" in arabic
    with writing(make.engine) as db:
        assert db.scalar(select(Signature.thumbprint_witness)) == "teacher"
        assert journal.verify(db).first_bad is None


def test_a_signature_by_hand_says_nothing_of_a_witness(make: Make, place: Any, browser: People) -> None:
    page = browser("committee_officer", place).send(f"/s/{place.code}/contracts/1/sign")
    assert "thumbprint, witnessed" not in page.text
    with reading(make.engine) as db:
        assert db.scalars(select(Signature.thumbprint_witness)).all() == [None]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"way": "thumbprint"}, f"Who witnessed the thumbprint?: {NO_WITNESS}"),
        ({"witness": "teacher"}, f"Who witnessed the thumbprint?: {NO_THUMBPRINT}"),
        ({"way": ""}, "Choose whether it was signed by hand or by thumbprint."),
    ],
)
def test_a_witness_that_is_missing_or_too_many_is_refused(
    make: Make, place: Any, browser: People, fields: dict[str, str], sentence: str
) -> None:
    page = browser("committee_officer", place).send(f"/s/{place.code}/contracts/1/sign", **fields)
    assert page.problems == [sentence]
    with reading(make.engine) as db:
        assert db.scalar(select(Signature.id)) is None


def test_an_amendment_is_signed_by_thumbprint_too(make: Make, browser: People) -> None:
    story = signed(make)
    number = propose(make, story, lines={1: (8, 100_000)})
    url = f"/s/{story.place.code}/contracts/{story.number}/amendments/{number}"
    cleo = browser("committee_officer", story.place)
    assert cleo.send(f"{url}/sign", way="thumbprint").problems[0].endswith(NO_WITNESS)
    assert "witnessed by: An elder" in cleo.send(f"{url}/sign", way="thumbprint", witness="elder").text
    with reading(make.engine) as db:
        assert db.scalar(select(AmendmentSignature.thumbprint_witness)) == "elder"


def test_no_act_takes_a_name_as_the_witness(make: Make, db: Session) -> None:
    story = contract(make, endorsed(make), parties=())
    act = by(db, story, "committee_officer", at(date(2023, 4, 30)))
    with pytest.raises(Refused) as refusal:
        actions.sign(act, story.number, "community", 1, witness="Amina")
    assert refusal.value.field == "witness"


def test_no_act_takes_a_name_as_the_witness_of_an_amendment(make: Make) -> None:
    story = signed(make)
    number = propose(make, story, lines={1: (8, 100_000)})
    with writing(make.engine) as db:
        act = by(db, story, "committee_officer", PROPOSED_ON)
        with pytest.raises(Refused):
            amendments.sign_amendment(act, story.number, number, "community", witness="Amina")


def test_each_way_to_sign_names_its_witness_or_none() -> None:
    assert witness_named(BY_HAND, "") is None
    assert [witness_named(BY_THUMBPRINT, witness) for witness in WITNESSES] == list(WITNESSES)


def test_the_signatures_lead_to_the_photos_of_the_signed_paper(place: Any, browser: People) -> None:
    url = f"/s/{place.code}/contracts/1"
    assert f"{url}/papers" in browser("committee_officer", place).get(f"{url}/sign").links
