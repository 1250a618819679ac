"""Queries of forms and their versions."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, distinct, exists, func, select
from sqlalchemy.orm import aliased

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Account, AssessmentForm, AssessmentFormVersion, AssessmentResponse

_form, _version = AssessmentForm.__table__, AssessmentFormVersion.__table__
_response = AssessmentResponse.__table__.c


class FormVersionDetail(NamedTuple):
    """A version of a form with its sheets."""

    form_id: UUID
    number: int
    version: str
    sheets: dict[str, object]


VERSIONS = Query(
    FormVersionDetail,
    select(_version.c.form_id, _version.c.number, _version.c.version, _version.c.sheets)
    .join(_form, _form.c.id == _version.c.form_id)
    .where(_form.c.programme_id == bindparam("programme"), _form.c.code == bindparam("code"))
    .order_by(_version.c.number.desc()),
)
"""Every version of a form of a programme, the newest first."""


class AssessmentFormListRow(NamedTuple):
    """A form in use, in the list of a programme, with the number of settlements that filled it in."""

    code: str
    title: str
    version: str
    sheets: dict[str, object]
    settlements: int


_other = aliased(_version)
LISTED_FORMS = Query(
    AssessmentFormListRow,
    select(
        _form.c.code,
        _version.c.title,
        _version.c.version,
        _version.c.sheets,
        select(func.count(distinct(_response.settlement_id)))
        .where(_response.form_id == _form.c.id, not_struck(_response.id))
        .correlate(_form)
        .scalar_subquery()
        .label("settlements"),
    )
    .join(_form, _form.c.id == _version.c.form_id)
    .where(
        _form.c.programme_id == bindparam("programme"),
        ~exists(select(1).where(_other.c.form_id == _version.c.form_id, _other.c.number > _version.c.number)),
    )
    .order_by(_form.c.code),
)
"""The forms of a programme in their newest versions."""


class FormVersionLine(NamedTuple):
    """A version of a form: when it was published, and by whom."""

    number: int
    version: str
    made_at: datetime
    made_by: str | None


VERSION_LINES = Query(
    FormVersionLine,
    select(_version.c.number, _version.c.version, _version.c.made_at, Account.name.label("made_by"))
    .join(_form, _form.c.id == _version.c.form_id)
    .outerjoin(Account, Account.id == _version.c.made_by)
    .where(_form.c.programme_id == bindparam("programme"), _form.c.code == bindparam("code"))
    .order_by(_version.c.number.desc()),
)
"""The versions of a form, the newest first."""
