"""The register of forms received from telephones and exports: each makes or changes one record, only once."""

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
    """A filled-in form: its form, its id, the gateway it came through, and the digest of its content.

    `replaces_id` is the id of the submission that this one edits, "" if it is none, and `root_id` that of the
    first in the chain of edits, if the gateway tells it.
    """

    form_code: str
    instance_id: str
    source: str
    digest: str
    replaces_id: str = ""
    root_id: str = ""


class FieldSubmissionConflict(Refused):
    """A form whose id was received before with another content, or whose record was changed meanwhile."""


class KnownFieldSubmission(NamedTuple):
    """A submission received before, and the record that it made or changed."""

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
"""The edits of a submission: those that replace it, and those whose chain began with it; newest first."""
NEWEST_EDIT = Query(
    KnownFieldSubmission,
    _known.where(
        _submission.c.settlement_id == bindparam("settlement"), _submission.c.root_id == bindparam("root")
    ).order_by(_submission.c.id.desc()),
)
"""The newest submission of a chain of edits."""


def known_submission(act: Act, instance_id: str) -> KnownFieldSubmission | None:
    """Return the submission received with this instance id, None if it is new."""
    return KNOWN.first(act.db, settlement=act.settlement.id, instance=instance_id) if instance_id else None


def later_submission(act: Act, instance_id: str) -> KnownFieldSubmission | None:
    """Return the newest edit of a submission, None if there is none."""
    return LATER.first(act.db, settlement=act.settlement.id, instance=instance_id) if instance_id else None


def former_submission(act: Act, sent: FieldSubmissionInput) -> KnownFieldSubmission | None:
    """Return the submission that this one edits: the one it replaces, else the newest of its chain."""
    if not (sent.replaces_id or sent.root_id) or sent.root_id == sent.instance_id:
        return None
    if (replaced := known_submission(act, sent.replaces_id)) is not None:
        return replaced
    root = sent.root_id or sent.replaces_id
    return NEWEST_EDIT.first(act.db, settlement=act.settlement.id, root=root)


def note_submission(act: Act, sent: FieldSubmissionInput, record: str, record_id: UUID) -> FieldSubmission:
    """Record which record a submission made or changed. The room has checked permissions.

    Call it before the act's entry in the journal is written, which binds its row.
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
