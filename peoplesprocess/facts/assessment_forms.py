"""A programme's assessment forms: those in use, and the XForm that telephones load."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import AssessmentForm, AssessmentFormVersion


class FormInUse(NamedTuple):
    """The newest version of a form; `digest` is the MD5 of its XForm."""

    code: str
    title: str
    number: int
    version: str
    digest: str
    made_at: datetime


class StoredForm(NamedTuple):
    """A version of a form with everything needed to fill it in and to read its responses."""

    form_id: UUID
    version_id: UUID
    code: str
    title: str
    number: int
    version: str
    digest: str
    sheets: dict[str, object]
    xform: str


_form, _version = AssessmentForm.__table__, AssessmentFormVersion.__table__
_programme: ColumnElement[UUID] = bindparam("programme")
_other = aliased(AssessmentFormVersion)
_newest = (
    select(func.max(_other.number))
    .where(_other.form_id == _version.c.form_id)
    .correlate(AssessmentFormVersion.__table__)
    .scalar_subquery()
)
FORMS_IN_USE = Query(
    FormInUse,
    select(
        _form.c.code,
        _version.c.title,
        _version.c.number,
        _version.c.version,
        _version.c.digest,
        _version.c.made_at,
    )
    .join(_form, _form.c.id == _version.c.form_id)
    .where(_form.c.programme_id == _programme, _version.c.number == _newest)
    .order_by(_form.c.code),
)
"""The forms of a programme, each in its newest version, by code."""
_STORED = Query(
    StoredForm,
    select(
        _form.c.id.label("form_id"),
        _version.c.id.label("version_id"),
        _form.c.code,
        _version.c.title,
        _version.c.number,
        _version.c.version,
        _version.c.digest,
        _version.c.sheets,
        _version.c.xform,
    )
    .join(_form, _form.c.id == _version.c.form_id)
    .where(_form.c.programme_id == _programme, _form.c.code == bindparam("code")),
)
FORM_IN_USE = _STORED.where(_version.c.number == _newest)
"""The newest version of a programme's form, by the form's code."""
FORM_OF_VERSION = _STORED.where(_version.c.version == bindparam("version"))
"""The version of a programme's form that a filled-in form names."""


def xform_of(db: Session, programme: UUID, code: str) -> str | None:
    """Return the XForm of a form in use, exactly as telephones load it, or None if there is no such form."""
    found = FORM_IN_USE.first(db, programme=programme, code=code)
    return None if found is None else found.xform
