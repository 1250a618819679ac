"""A form of ten thousand parts: a sentence, nothing saved, and the next form as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import Need
from tests.browser import Browser
from tests.factories import Make

PARTS = 10_000
NEED = {"title": "Tap", "group_code": "women", "sector": "water", "households": "9", "severity": "2"}
NEED |= {"season": "all", "response_type": "service"}


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("multipart/form-data", 413, "This is too large to send"),
        ("application/x-www-form-urlencoded", 422, "Choose"),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_form_of_ten_thousand_parts_is_answered_with_a_sentence_and_saves_nothing(
    make: Make,
    browser: Callable[..., Browser],
    db: Session,
    kind: str,
    status: int,
    said: str,
    signed_in: bool,
) -> None:
    place = make.settlement(households=90)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/needs/record"
    sent = bo.filled(url, **NEED)
    machinery = {name: sent[name] for name in ("form_id", "token")}
    many = {**machinery, **{f"part-{number}": "x" for number in range(PARTS)}}
    if signed_in:
        page = bo.post(url, many, content_type=kind)
        assert page.status == status
        assert said in page.text
    else:
        # Who is nobody has the parts put aside until after signing in, or is told that they are too many.
        assert browser().post(url, many, content_type=kind).status in (401, 413)
    assert db.scalar(select(func.count(Need.id))) == 0
    db.rollback()
    assert bo.post(url, sent).status == 303
