"""Forms that programmes ask with, as XLSForms, and what came from telephones and exports."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement, Recorded


class AssessmentForm(Recorded):
    """A form of a programme, by the `code` that XLSForm calls form_id; its newest version is in use."""

    __tablename__ = "assessment_form"

    code: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "code"),)


class AssessmentFormVersion(Recorded):
    """A version of a form: never changed once it is there, as answers are read by it.

    `sheets` holds each sheet of the XLSForm by its name: a list of headings, then the lists of its rows;
    `xform` is what telephones load, byte for byte, and `digest` the MD5 of it that OpenRosa asks for.
    """

    __tablename__ = "assessment_form_version"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_form.id"), index=True)
    number: Mapped[int]
    version: Mapped[str]
    title: Mapped[str]
    sheets: Mapped[dict[str, object]]
    xform: Mapped[str]
    digest: Mapped[str]

    __table_args__ = (UniqueConstraint("form_id", "number"), UniqueConstraint("form_id", "version"))


class FieldSubmission(OfSettlement):
    """A filled-in form that came from a telephone or an export, each once, however often it arrives.

    `instance_id` is what OpenRosa and KoboToolbox call it, without "uuid:"; `root_id` that of the first of
    its edits, `replaces_id` that of the one that it is an edit of. `source` is the door that it came by,
    `digest` the SHA-256 of what it says. `record` and `record_id` name the record that it made or changed.
    """

    __tablename__ = "field_submission"

    form_code: Mapped[str]
    instance_id: Mapped[str]
    root_id: Mapped[str]
    replaces_id: Mapped[str | None]
    source: Mapped[str]
    digest: Mapped[str]
    record: Mapped[str]
    record_id: Mapped[UUID] = mapped_column(index=True)

    __table_args__ = (
        UniqueConstraint("settlement_id", "instance_id"),
        Index(None, "settlement_id", "replaces_id"),
        Index(None, "settlement_id", "root_id"),
    )
