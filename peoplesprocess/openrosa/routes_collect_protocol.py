"""The OpenRosa protocol for ODK Collect: the list of forms, the forms, and filled-in ones."""

from __future__ import annotations

from xml.sax.saxutils import escape

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.http import http_date

from peoplesprocess.attachment_actions import AttachmentInput
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.field_submission_register import FieldSubmissionConflict
from peoplesprocess.openrosa.actions import COLLECT
from peoplesprocess.openrosa.device_authentication import DeviceRefused, act_of, enter, retried_once
from peoplesprocess.openrosa.device_errors import answer_errors
from peoplesprocess.openrosa.device_forms import (
    FormListEntry,
    UnknownForm,
    asked_forms,
    form_data,
    receive_form,
)
from peoplesprocess.openrosa.need_form_extras import SentPhoto
from peoplesprocess.openrosa.need_questions import PHOTO
from peoplesprocess.openrosa.queries import KnownDevice
from peoplesprocess.openrosa.received_need_forms import DeviceFormOutcome
from peoplesprocess.openrosa.sent_form import MOST_BYTES, SentForm, read_sent_form
from peoplesprocess.web import photo_uploads
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.request_state import db, now, reading_before_turn

bp = Blueprint("collect", __name__, url_prefix="/openrosa/<token>")
MOST_SENT = 10_000_000
"""The most bytes that a telephone sends in one request; larger forms come in parts."""
FORM_PART = "xml_submission_file"
ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NO_FORM = N_("The filled-in form is missing from what was sent. Send it again.")


def _say(status: int, *sentences: Sentence) -> Response:
    spoken = current_translator()
    words = " ".join(spoken.say(sentence) for sentence in sentences)
    message = f'<message nature="">{escape(words)}</message>'
    body = f'{_XML}<OpenRosaResponse xmlns="http://openrosa.org/http/response">{message}</OpenRosaResponse>'
    return Response(body, status, content_type="text/xml; charset=utf-8")


answer_errors(bp, _say)


@bp.after_request
def _head(response: Response) -> Response:
    response.headers["X-OpenRosa-Version"] = "1.0"
    response.headers["Date"] = http_date(now())
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = current_translator().tag
    return response


@bp.get("/formList", strict_slashes=False)
def form_list(token: str) -> ResponseReturnValue:
    """List the forms that a device fills in, each with the MD5 of its bytes."""
    device = _enter(token)
    wanted, is_verbose = request.args.get("formID", ""), request.args.get("verbose") == "true"
    forms = asked_forms(act_of(device), device.language)
    told = "".join(_listed(form, token, is_verbose=is_verbose) for form in forms if wanted in ("", form.code))
    return _answer(f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{told}</xforms>')


@bp.get("/forms/<code>", strict_slashes=False)
def form(token: str, code: str) -> ResponseReturnValue:
    """Send a form, with exactly the bytes whose digest is in the list."""
    device = _enter(token)
    return Response(_data(device, code), content_type="text/xml; charset=utf-8")


@bp.get("/forms/<code>/manifest", strict_slashes=False)
def manifest(token: str, code: str) -> ResponseReturnValue:
    """List the files that come with a form: none."""
    device = _enter(token)
    _data(device, code)
    return _answer('<manifest xmlns="http://openrosa.org/xforms/xformsManifest"></manifest>')


@bp.route("/submission", methods=["HEAD"], strict_slashes=False)
def ask(token: str) -> ResponseReturnValue:
    """Answer that forms are accepted here, and up to which size."""
    act_of(_enter(token))
    answer = Response(status=204, content_type="text/xml; charset=utf-8")
    answer.headers["Location"] = url_for(".submit", token=token, _external=True)
    answer.headers["X-OpenRosa-Accept-Content-Length"] = str(MOST_SENT)
    return answer


@bp.post("/submission", strict_slashes=False)
def submit(token: str) -> ResponseReturnValue:
    """Receive a filled-in form: 201 if anything of it is new, 202 if all of it was received before."""
    device = _enter(token)
    try:
        sent = read_sent_form(_sent())
        photo = _photo(device, sent)
        receipt = retried_once(lambda: _received(device, sent, photo))
    except UnknownForm as unknown:
        return _say(404, unknown.sentence)
    except FieldSubmissionConflict as conflict:
        return _say(409, conflict.sentence)
    except Refused as refusal:
        return _say(400, refusal.sentence)
    return _say(202 if receipt.is_known else 201, *receipt.sentences)


@bp.route("/", methods=ANY_METHOD, strict_slashes=False, defaults={"rest": ""})
@bp.route("/<path:rest>", methods=ANY_METHOD)
def nothing(token: str, rest: str) -> ResponseReturnValue:
    """Answer 404 without a page for people, which would show an address with its secret."""
    _enter(token)
    return _say(404, Message(N_("There is nothing here. Enter the address as it was given to you.")))


def _enter(token: str) -> KnownDevice:
    return enter(token, COLLECT, request.remote_addr or "")


def _photo(device: KnownDevice, sent: SentForm) -> SentPhoto:
    """Return the photo that a form names, if it is in this part; it is decoded before the turn to write."""
    name = next((text for path, text in sent.leaves() if path == PHOTO), "")
    file = request.files.get(name) if name else None
    if file is None:
        return None
    with reading_before_turn():
        act_of(device)
    photo_uploads.take([file])
    try:
        found = photo_uploads.picture(file, PHOTO)
    except Refused as refusal:
        return refusal.sentence
    return AttachmentInput("place", found.digest, len(found.data), found.width, found.height)


def _received(device: KnownDevice, sent: SentForm, photo: SentPhoto) -> DeviceFormOutcome:
    receipt = receive_form(act_of(device), sent, photo)
    db().commit()
    g.acted = True
    return receipt


def _sent() -> bytes:
    part = request.files.get(FORM_PART)
    if part is not None:
        sent: bytes = part.read(MOST_BYTES + 1)
        return sent
    if FORM_PART in request.form:
        return request.form[FORM_PART].encode()
    raise Refused(Message(_NO_FORM))


def _data(device: KnownDevice, code: str) -> bytes:
    data = form_data(act_of(device), device.language, code)
    if data is None:
        raise DeviceRefused(404, Message(N_("This form is not in use here. Load the list of forms again.")))
    return data


def _listed(form: FormListEntry, token: str, *, is_verbose: bool) -> str:
    told = {"formID": form.code, "name": form.title, "version": form.version, "hash": f"md5:{form.digest}"}
    if is_verbose:
        told["descriptionText"] = form.title
    told["downloadUrl"] = url_for(".form", token=token, code=form.code, _external=True)
    told["manifestUrl"] = url_for(".manifest", token=token, code=form.code, _external=True)
    return "<xform>" + "".join(f"<{name}>{escape(word)}</{name}>" for name, word in told.items()) + "</xform>"


def _answer(body: str) -> Response:
    return Response(_XML + body, content_type="text/xml; charset=utf-8")
