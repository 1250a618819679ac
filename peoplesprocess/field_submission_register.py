"""Filled-in forms that come from telephones and exports: each makes or changes one record, and only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from peoplesprocess.act import Act
from peoplesprocess.core.messages import Refused
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import FieldSubmission


@dataclass(frozen=True, slots=True)
class FieldSubmissionInput:
    """A filled-in form: which form, how the phone or export calls it, its door, the digest of what it says.

    `replaces_id` names the submission that this one is an edit of, "" if it is none, and `root_id` the first
    of its edits where the door tells it.
    """

    form_code: str
    instance_id: str
    source: str
    digest: str
    replaces_id: str = ""
    root_id: str = ""


class FieldSubmissionConflict(Refused):
    """A form whose id came in before with something else, or whose record was changed meanwhile."""


class KnownFieldSubmission(NamedTuple):
    """A submission that came in before, and the record that it made or changed."""

    instance_id: str
    root_id: str
    digest: str
    record: str
    record_id: UUID


_submission = FieldSubmission.__table__
_known = select(*(_submission.c[name] for name in KnownFieldSubmission._fields))
KNOWN = Query(
    KnownFieldSubmission,
    _known.where(
        _submission.c.settlement_id == bindparam("settlement"),
        _submission.c.instance_id == bindparam("instance"),
    ),
)
"""The submission of a settlement by its instance id."""
LATER = Query(
    KnownFieldSubmission,
    _known.where(
        _submission.c.settlement_id == bindparam("settlement"),
        _submission.c.instance_id != bindparam("instance"),
        or_(
            _submission.c.replaces_id == bindparam("instance"), _submission.c.root_id == bindparam("instance")
        ),
    ).order_by(_submission.c.id.desc()),
)
"""The edits of a submission: those that replace it, and those whose chain began with it."""
NEWEST_EDIT = Query(
    KnownFieldSubmission,
    _known.where(
        _submission.c.settlement_id == bindparam("settlement"), _submission.c.root_id == bindparam("root")
    ).order_by(_submission.c.id.desc()),
)
"""The newest submission of a chain of edits."""


def known_submission(act: Act, instance_id: str) -> KnownFieldSubmission | None:
    """Return the submission that came in by this instance id, None if it is new."""
    return KNOWN.first(act.db, settlement=act.settlement.id, instance=instance_id) if instance_id else None


def later_submission(act: Act, instance_id: str) -> KnownFieldSubmission | None:
    """Return the newest edit of a submission, None if no edit of it came in."""
    return LATER.first(act.db, settlement=act.settlement.id, instance=instance_id) if instance_id else None


def former_submission(act: Act, sent: FieldSubmissionInput) -> KnownFieldSubmission | None:
    """Return what a submission is an edit of: the one that it replaces, else the newest of its chain."""
    if not (sent.replaces_id or sent.root_id) or sent.root_id == sent.instance_id:
        return None
    if (replaced := known_submission(act, sent.replaces_id)) is not None:
        return replaced
    root = sent.root_id or sent.replaces_id
    return NEWEST_EDIT.first(act.db, settlement=act.settlement.id, root=root)


def note_submission(act: Act, sent: FieldSubmissionInput, record: str, record_id: UUID) -> FieldSubmission:
    """Keep which record a submission made or changed. The room has asked the table of permissions.

    It is written before the act's entry in the journal, which binds its row.
    """
    former = former_submission(act, sent)
    row = FieldSubmission(
        **act.columns,
        form_code=sent.form_code,
        instance_id=sent.instance_id,
        root_id=former.root_id if former else sent.root_id or sent.replaces_id or sent.instance_id,
        replaces_id=sent.replaces_id or None,
        source=sent.source,
        digest=sent.digest,
        record=record,
        record_id=record_id,
    )
    act.db.add(row)
    return row
