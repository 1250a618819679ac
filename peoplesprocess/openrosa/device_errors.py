"""Answers to devices when something fails: a status that they understand, and a sentence."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import DBAPIError, TimeoutError
from werkzeug.exceptions import HTTPException

from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db.failure_cause import StorageFailureCause, cause_of
from peoplesprocess.openrosa.device_authentication import UNKNOWN, DeviceRefused
from peoplesprocess.photos.store import PhotosUnreachable
from peoplesprocess.web import request_log
from peoplesprocess.web.storage_failure_message import FAILURE_NOTICES, READ_ADVICE, SAVE_ADVICE

Say = Callable[[int, Sentence], Response]
BUSY_SECONDS = 5
SENTENCES = {
    404: UNKNOWN,
    413: N_("This is too large to send at once. Send it in parts of 10 MB."),
}
UNREADABLE = N_("This could not be read. Send it again.")


def answer_errors(bp: Blueprint, say: Say) -> None:
    """Answer every error of a view of `bp` through `say`, never with a page for people."""

    def turned_away(error: DeviceRefused) -> Response:
        answer = say(error.status, error.sentence)
        if error.wait:
            answer.headers["Retry-After"] = str(error.wait)
        return answer

    def forbidden(error: Forbidden) -> Response:
        return say(403, Message(N_("You may not record this here. Ask the facilitator.")))

    def of_http(error: HTTPException) -> Response:
        status = error.code or 500
        return say(status, Message(SENTENCES.get(status, UNREADABLE)))

    def of_storage(error: DBAPIError | TimeoutError | OSError | PhotosUnreachable) -> Response:
        cause = cause_of(error)
        if cause is None:
            return broken(error)
        request_log.error(error, cause)
        answer = say(FAILURE_NOTICES[cause].status, _try_again_sentence())
        if cause is StorageFailureCause.BUSY:
            answer.headers["Retry-After"] = str(BUSY_SECONDS)
        return answer

    def broken(error: Exception) -> Response:
        if current_app.testing:
            raise error
        request_log.error(error)
        return say(500, _try_again_sentence())

    bp.register_error_handler(DeviceRefused, turned_away)
    bp.register_error_handler(Forbidden, forbidden)
    bp.register_error_handler(HTTPException, of_http)
    for kind in (DBAPIError, TimeoutError, OSError, PhotosUnreachable):
        bp.register_error_handler(kind, of_storage)
    bp.register_error_handler(Exception, broken)


def _try_again_sentence() -> Sentence:
    advice = SAVE_ADVICE if request.method == "POST" else READ_ADVICE
    return Message(advice)
