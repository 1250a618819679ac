"""Queries of drafts, and of what was saved on each page."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from peoplesprocess.assessments.response_queries import IS_OPEN
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import is_struck
from peoplesprocess.models import (
    Account,
    AssessmentForm,
    AssessmentFormVersion,
    AssessmentResponse,
    AssessmentResponseVersion,
    ResponseDraft,
    ResponseDraftPage,
)

_form, _version = AssessmentForm.__table__.c, AssessmentFormVersion.__table__.c
_response, _said = AssessmentResponse.__table__.c, AssessmentResponseVersion.__table__.c
_draft, _page = ResponseDraft.__table__.c, ResponseDraftPage.__table__.c
_account = Account.__table__.c


class DraftLine(NamedTuple):
    """A draft in the list of its form."""

    number: int
    about: str
    answered_on: date
    made_at: datetime
    made_by: str | None
    corrects: int | None


_draft_lines = (
    select(
        *(_draft.number, _draft.about, _draft.answered_on, _draft.made_at, _account.name.label("made_by")),
        _response.number.label("corrects"),
    )
    .select_from(ResponseDraft.__table__)
    .join(AssessmentFormVersion.__table__, _version.id == _draft.form_version_id)
    .outerjoin(AssessmentResponse.__table__, _response.id == _draft.response_id)
    .outerjoin(Account.__table__, _account.id == _draft.made_by)
    .where(_draft.settlement_id == bindparam("settlement"), IS_OPEN)
    .order_by(_draft.number)
)
DRAFTS = Query(DraftLine, _draft_lines.where(_version.form_id == bindparam("form")))
"""A settlement's open drafts of a form."""


class DraftDetail(NamedTuple):
    """A draft with its form; `sent_as` is the number of the response that was made of it."""

    id: UUID
    number: int
    about: str
    answered_on: date
    base: int
    draft_version: int
    response_id: UUID | None
    corrects: int | None
    form_id: UUID
    form_version_id: UUID
    code: str
    version: str
    title: str
    sheets: dict[str, object]
    sent_as: int | None
    is_struck: bool


_sent_response = aliased(AssessmentResponse.__table__)
DRAFT = Query(
    DraftDetail,
    select(
        *(_draft.id, _draft.number, _draft.about, _draft.answered_on, _draft.base),
        *(_draft.version.label("draft_version"), _draft.response_id),
        _response.number.label("corrects"),
        *(_version.form_id, _draft.form_version_id, _form.code),
        *(_version.version, _version.title, _version.sheets),
        _sent_response.c.number.label("sent_as"),
        is_struck(_draft.id).label("is_struck"),
    )
    .select_from(ResponseDraft.__table__)
    .join(AssessmentFormVersion.__table__, _version.id == _draft.form_version_id)
    .join(AssessmentForm.__table__, _form.id == _version.form_id)
    .outerjoin(AssessmentResponse.__table__, _response.id == _draft.response_id)
    .outerjoin(AssessmentResponseVersion.__table__, _said.draft_id == _draft.id)
    .outerjoin(_sent_response, _sent_response.c.id == _said.response_id)
    .where(_draft.settlement_id == bindparam("settlement"), _draft.number == bindparam("number")),
)
"""A settlement's draft by its number."""


class DraftPageRow(NamedTuple):
    """What was last saved on a page of a draft."""

    page: int
    time: int
    number: int
    answers: dict[str, str]
    is_taken_away: bool


_later = aliased(ResponseDraftPage.__table__)
SAVED_PAGES = Query(
    DraftPageRow,
    select(_page.page, _page.time, _page.number, _page.answers, _page.is_taken_away).where(
        _page.draft_id == bindparam("draft"),
        ~exists(
            select(1).where(
                _later.c.draft_id == _page.draft_id,
                _later.c.page == _page.page,
                _later.c.time == _page.time,
                _later.c.number > _page.number,
            )
        ),
    ),
)
"""The newest answers on each page of a draft, including removed instances."""
