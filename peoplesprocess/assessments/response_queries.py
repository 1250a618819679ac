"""Queries of filled-in forms: the forms in use here, and responses in their versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import (
    Account,
    AssessmentForm,
    AssessmentFormVersion,
    AssessmentResponse,
    AssessmentResponseVersion,
    Need,
    NeedOriginInResponse,
    ResponseDraft,
    Strike,
)

LISTED = 200
"""The most responses of a form that its page lists."""

_form, _version = AssessmentForm.__table__.c, AssessmentFormVersion.__table__.c
_response, _said = AssessmentResponse.__table__.c, AssessmentResponseVersion.__table__.c
_draft = ResponseDraft.__table__.c
_strike, _account = Strike.__table__.c, Account.__table__.c
_here: ColumnElement[bool] = _response.settlement_id == bindparam("settlement")
_others = aliased(AssessmentResponseVersion.__table__)
_is_newest: ColumnElement[bool] = _said.number == (
    select(func.max(_others.c.number))
    .where(_others.c.response_id == _said.response_id)
    .correlate(AssessmentResponseVersion.__table__)
    .scalar_subquery()
)
_was_sent = exists(
    select(1).where(_said.draft_id == _draft.id).correlate_except(AssessmentResponseVersion.__table__)
)
IS_OPEN: ColumnElement[bool] = ~_was_sent & not_struck(_draft.id)
"""Whether a draft was neither sent nor struck."""


class FormInSettlement(NamedTuple):
    """A form in use, with the number of a settlement's responses to it."""

    code: str
    title: str
    sheets: dict[str, object]
    responses: int
    drafts: int


def _counted(statement: Select[int]) -> ColumnElement[int]:
    return statement.correlate(AssessmentForm.__table__).scalar_subquery()


_newest_form = aliased(AssessmentFormVersion.__table__)
_form_is_newest: ColumnElement[bool] = _version.number == (
    select(func.max(_newest_form.c.number))
    .where(_newest_form.c.form_id == _version.form_id)
    .correlate(AssessmentFormVersion.__table__)
    .scalar_subquery()
)
_of_draft = aliased(AssessmentFormVersion.__table__)
FORMS = Query(
    FormInSettlement,
    select(
        _form.code,
        _version.title,
        _version.sheets,
        _counted(
            select(func.count())
            .select_from(AssessmentResponse.__table__)
            .where(_response.form_id == _form.id, _here, not_struck(_response.id))
        ).label("responses"),
        _counted(
            select(func.count())
            .select_from(ResponseDraft.__table__)
            .join(_of_draft, _of_draft.c.id == _draft.form_version_id)
            .where(_of_draft.c.form_id == _form.id, _draft.settlement_id == bindparam("settlement"), IS_OPEN)
        ).label("drafts"),
    )
    .join(AssessmentFormVersion.__table__, _version.form_id == _form.id)
    .where(_form.programme_id == bindparam("programme"), _form_is_newest)
    .order_by(_version.title, _form.code),
)
"""The forms of a settlement's programme, with the counts of responses and drafts here."""


class ResponseLine(NamedTuple):
    """A response in the list of its form."""

    number: int
    about: str
    answered_on: date
    versions: int
    is_struck: bool


RESPONSES = ListQuery(
    ResponseLine,
    select(
        _response.number,
        _said.about,
        _said.answered_on,
        _said.number.label("versions"),
        is_struck(_response.id).label("is_struck"),
    )
    .join(AssessmentResponseVersion.__table__, _said.response_id == _response.id)
    .where(_here, _response.form_id == bindparam("form"), _is_newest)
    .order_by(_response.number.desc()),
    LISTED,
)
"""A settlement's responses to a form, the newest first, struck ones too."""


class ResponseDetail(NamedTuple):
    """A response in one of its versions, with the form by which it is read."""

    id: UUID
    number: int
    form_id: UUID
    code: str
    version: int
    about: str
    answered_on: date
    answers: dict[str, object]
    form_version_id: UUID
    form_version: str
    title: str
    sheets: dict[str, object]
    made_at: datetime
    made_by: str | None
    reason: str


_detail = (
    select(
        *(_response.id, _response.number, _response.form_id, _form.code, _said.number.label("version")),
        *(_said.about, _said.answered_on, _said.answers, _said.form_version_id),
        *(_version.version.label("form_version"), _version.title, _version.sheets, _said.made_at),
        *(_account.name.label("made_by"), _said.reason),
    )
    .select_from(AssessmentResponse.__table__)
    .join(AssessmentResponseVersion.__table__, _said.response_id == _response.id)
    .join(AssessmentFormVersion.__table__, _version.id == _said.form_version_id)
    .join(AssessmentForm.__table__, _form.id == _response.form_id)
    .outerjoin(Account.__table__, _account.id == _said.made_by)
    .where(_here)
)
RESPONSE = Query(
    ResponseDetail,
    _detail.where(_response.number == bindparam("number")).order_by(_said.number.desc()).limit(1),
)
"""A settlement's response by its number, in its newest version."""
RESPONSE_VERSION = Query(
    ResponseDetail,
    _detail.where(_response.number == bindparam("number"), _said.number == bindparam("version")),
)
"""A settlement's response by its number, in a given version."""
TWO_RESPONSES = Query(
    ResponseDetail,
    _detail.where(
        _response.form_id == bindparam("form"),
        _response.number.in_(bindparam("numbers", expanding=True)),
        _is_newest,
    ),
)
"""Some responses to a form by their numbers, in their newest versions."""


class ResponseForSheet(NamedTuple):
    """A standing response, for a sheet."""

    number: int
    about: str
    answered_on: date
    form_version: str
    answers: dict[str, object]


STANDING = Query(
    ResponseForSheet,
    select(
        *(_response.number, _said.about, _said.answered_on),
        *(_version.version.label("form_version"), _said.answers),
    )
    .select_from(AssessmentResponse.__table__)
    .join(AssessmentResponseVersion.__table__, _said.response_id == _response.id)
    .join(AssessmentFormVersion.__table__, _version.id == _said.form_version_id)
    .where(_here, _response.form_id == bindparam("form"), _is_newest, not_struck(_response.id))
    .order_by(_response.number),
)
"""All standing responses to a form, in their newest versions."""


class AssessmentResponseVersionLine(NamedTuple):
    """A version of a response: when it was written, by whom and why."""

    number: int
    made_at: datetime
    made_by: str | None
    reason: str


VERSIONS_OF_RESPONSE = Query(
    AssessmentResponseVersionLine,
    select(_said.number, _said.made_at, _account.name.label("made_by"), _said.reason)
    .outerjoin(Account.__table__, _account.id == _said.made_by)
    .where(_said.response_id == bindparam("response"))
    .order_by(_said.number.desc()),
)
"""The versions of a response, the newest first."""


class StrikeOfResponse(NamedTuple):
    """The strike of a response or of a draft."""

    struck_at: datetime
    struck_by: str | None
    reason: str


STRIKE = Query(
    StrikeOfResponse,
    select(_strike.made_at.label("struck_at"), _account.name.label("struck_by"), _strike.reason)
    .outerjoin(Account.__table__, _account.id == _strike.made_by)
    .where(_strike.record_id == bindparam("record")),
)
"""The strike of a record by its key."""


class NeedOfResponse(NamedTuple):
    """A need that was recorded from what a response ranked."""

    issue: str
    number: int
    title: str


_need, _origin = Need.__table__.c, NeedOriginInResponse.__table__.c
NEEDS_OF_RESPONSE = Query(
    NeedOfResponse,
    select(_origin.issue, _need.number, _need.title)
    .join(Need.__table__, _need.id == _origin.need_id)
    .where(_origin.response_id == bindparam("response"))
    .order_by(_need.number),
)
"""The needs that were recorded from a response."""
