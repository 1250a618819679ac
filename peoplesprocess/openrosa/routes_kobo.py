"""The endpoint of KoboToolbox's REST services: each filled-in form as JSON, with a secret in a header."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.core.secrets import hashed
from peoplesprocess.field_submission_register import FieldSubmissionConflict
from peoplesprocess.imports.need_records import read_needs
from peoplesprocess.openrosa.actions import KOBO
from peoplesprocess.openrosa.device_authentication import DeviceRefused, act_of, enter, retried_once
from peoplesprocess.openrosa.device_errors import answer_errors
from peoplesprocess.openrosa.kobo_payload import MOST_BYTES, KoboPayload, read_kobo_payload
from peoplesprocess.openrosa.need_form_extras import NeedFormExtras
from peoplesprocess.openrosa.need_questions import BLOCK, PHOTO, POINT
from peoplesprocess.openrosa.queries import KnownDevice
from peoplesprocess.openrosa.received_need_forms import DeviceFormOutcome, receive_parsed_needs
from peoplesprocess.openrosa.sent_form import META
from peoplesprocess.web.i18n import UNSEEN, current_translator
from peoplesprocess.web.request_state import db

bp = Blueprint("kobo", __name__, url_prefix="/kobo/<token>")
HEADER = "X-Form-Secret"
SOURCE = "kobo push"
MOST_LEFT_OUT = 20


def _say(status: int, *sentences: Sentence, **more: object) -> Response:
    spoken = current_translator()
    words = " ".join(spoken.say(sentence) for sentence in sentences).translate(UNSEEN)
    answer = jsonify({"message": words, **more})
    answer.status_code = status
    return answer


answer_errors(bp, _say)


@bp.after_request
def _head(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/", strict_slashes=False)
def push(token: str) -> ResponseReturnValue:
    """Receive a filled-in form: 201 if anything of it is new, 200 if all of it was received before.

    The status makes KoboToolbox retry only if that can help, so not after a refusal.
    """
    device = enter(token, KOBO, request.remote_addr or "")
    if not compare_digest(hashed(request.headers.get(HEADER, "")), device.header_hash):
        sentence = N_("The header %(header)s is missing or wrong. Copy it from the page that showed it.")
        raise DeviceRefused(403, Message(sentence, {"header": HEADER}))
    try:
        payload = read_kobo_payload(request.stream.read(MOST_BYTES + 1))
        receipt, left_out = retried_once(lambda: _received(device, payload))
    except FieldSubmissionConflict as conflict:
        return _say(409, conflict.sentence)
    except Refused as refusal:
        return _say(400, refusal.sentence)
    numbers = [outcome.number for outcome in receipt.outcomes]
    status = 200 if receipt.is_known else 201
    return _say(status, *receipt.sentences, needs=numbers, left_out=left_out)


@bp.route("/", methods=["GET", "PUT", "PATCH", "DELETE"], strict_slashes=False, defaults={"rest": ""})
@bp.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing(token: str, rest: str) -> ResponseReturnValue:
    """Answer 404 without a page for people, which would show an address with its secret."""
    enter(token, KOBO, request.remote_addr or "")
    return _say(404, Message(N_("There is nothing here. Enter the address as it was given to you.")))


def _received(device: KnownDevice, payload: KoboPayload) -> tuple[DeviceFormOutcome, list[str]]:
    act = act_of(device)
    beside = {key.rpartition("/")[2]: words for key, words in payload.own.items()}
    read = read_needs(payload.sheets, act.settlement)
    replaces = payload.own.get(f"{META}/deprecatedID", "").strip().removeprefix("uuid:")
    given = NeedFormExtras(beside.get(BLOCK, ""), beside.get(POINT, ""), replaces_id=replaces)
    receipt = receive_parsed_needs(act, read, SOURCE, given)
    db().commit()
    g.acted = True
    left_out = [each for each in read.unknown if each.rpartition("/")[2] not in (BLOCK, POINT, PHOTO)]
    return receipt, left_out[:MOST_LEFT_OUT]
