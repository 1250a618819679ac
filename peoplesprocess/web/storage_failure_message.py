"""Messages when nothing can be saved or read: the true cause, with everything that was typed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.db.failure_cause import StorageFailureCause
from peoplesprocess.web.form import SHOWN_AGAIN, is_password

READ_ADVICE = N_("Try again in a minute. If it does not help, tell the people who run this site.")
SAVE_ADVICE = N_(
    "Nothing was saved. Send it again in a minute. If that does not help, tell the people who run this site."
)
UNSURE_ADVICE = N_(
    "Send it again in a minute, unchanged: if it was saved after all, it will not be saved twice. If that "
    "does not help, tell the people who run this site."
)
NO_PHOTOS = N_("Photos cannot be kept: choose them again.")


@dataclass(frozen=True, slots=True)
class FailureNotice:
    """A cause with its messages: `above_form`, or `title` for a page of its own."""

    cause: StorageFailureCause
    title: Msgid
    above_form: Msgid
    status: int = 503

    @property
    def advice(self) -> Msgid:
        """The advice; if the database failed in the middle, it may have saved what it was sent."""
        if request.method != "POST":
            return READ_ADVICE
        return UNSURE_ADVICE if self.cause is StorageFailureCause.DATABASE else SAVE_ADVICE

    def sentences(self) -> list[Sentence]:
        """Return the messages above the form."""
        found: list[Sentence] = [Message(self.above_form)]
        if any(file.filename for _, file in request.files.items(multi=True)):
            found.append(Message(NO_PHOTOS))
        return found

    def kept(self) -> list[tuple[str, str]]:
        """Return what was typed, to be sent again; nothing if it includes a password."""
        if request.method != "POST" or any(map(is_password, request.form)):
            return []
        return [(name, value) for name, value in request.form.items(multi=True) if name not in SHOWN_AGAIN]


FAILURE_NOTICES = {
    notice.cause: notice
    for notice in (
        FailureNotice(
            StorageFailureCause.BUSY,
            N_("Somebody else is saving right now"),
            N_(
                "Somebody else is saving right now. Nothing was saved; what you typed is below. "
                "Send it again in a minute."
            ),
        ),
        FailureNotice(
            StorageFailureCause.DISK,
            N_("The disk is full"),
            N_(
                "The disk is full. Nothing was saved; what you typed is below. Tell the people who run "
                "this site, then send it again."
            ),
            507,
        ),
        FailureNotice(
            StorageFailureCause.READ_ONLY,
            N_("Nothing can be saved now, only read"),
            N_(
                "Nothing can be saved now, only read. What you typed is below. Tell the people who run "
                "this site, then send it again."
            ),
        ),
        FailureNotice(
            StorageFailureCause.SCHEMA,
            N_("The setting up of this site was not finished"),
            N_(
                "The setting up of this site was not finished: its tables are older than its program. What "
                "you typed is below. Tell the people who run this site, then send it again."
            ),
        ),
        FailureNotice(
            StorageFailureCause.DATABASE,
            N_("The database does not answer"),
            N_(
                "The database does not answer. What you typed is below: send it again in a minute, "
                "unchanged. If it was saved after all, it will not be saved twice."
            ),
        ),
        FailureNotice(
            StorageFailureCause.BUCKET,
            N_("The store of photos does not answer"),
            N_(
                "The store of photos does not answer. Nothing was saved; what you typed is below. "
                "Send it again in a minute, or now without photos."
            ),
        ),
    )
}
