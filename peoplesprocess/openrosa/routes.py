"""Pages of devices: the list, adding one with its QR code, and revoking one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, make_response, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.collect_settings import settings_text
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.openrosa import actions, routes_collect_protocol, routes_kobo
from peoplesprocess.openrosa.actions import COLLECT, KINDS, KOBO, DeviceSecrets
from peoplesprocess.openrosa.forms import DeviceForm, RevokeDeviceForm
from peoplesprocess.openrosa.needs_form import needs_form
from peoplesprocess.openrosa.queries import DEVICE, DEVICES
from peoplesprocess.openrosa.xlsform_sheets import xlsform_sheets
from peoplesprocess.spreadsheets.xlsx_writer import xlsform_workbook
from peoplesprocess.web import downloads
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.qr_codes import qr_code
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.view_context import Context

bp = Blueprint("openrosa", __name__, template_folder="templates")
bp.register_blueprint(routes_collect_protocol.bp)
bp.register_blueprint(routes_kobo.bp)


@bp.get("/s/<code>/devices")
@allows(Action.REVOKE_DEVICE)
def index(context: Context) -> ResponseReturnValue:
    """List the devices that send forms here."""
    # Using a device is no act, so the journal's number does not tell whether this page is unchanged.
    g.pop("version", None)
    rows = DEVICES.page(db(), number_argument("page", 1), settlement=context.settlement.id)
    return render_page("openrosa/index.html", rows=rows, kinds=KINDS)


@bp.route("/s/<code>/devices/add", methods=["GET", "POST"])
@allows(Action.ADD_DEVICE)
def add(context: Context) -> ResponseReturnValue:
    """Add a device and show its address, this once."""
    form = DeviceForm(context, {"kind": COLLECT})
    secrets = form.secrets(context)
    response = make_response(
        form_view(
            form,
            "openrosa/add.html",
            lambda: actions.add_device(context.act, form.input, secrets),
            lambda device: url_for(".index"),
        )
    )
    if response.status_code != 303:
        return response
    answer = _added(context, form.input.kind, secrets)
    # The page shows a secret, so no browser may cache it.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/s/<code>/devices/<int:number>/revoke", methods=["GET", "POST"])
@allows(Action.REVOKE_DEVICE)
def revoke(context: Context, number: int) -> ResponseReturnValue:
    """Revoke a device, with the reason."""
    found = DEVICE.first(db(), settlement=context.settlement.id, number=number)
    if found is None or found.is_struck:
        abort(404)
    form = RevokeDeviceForm(context)
    return form_view(
        form,
        "openrosa/revoke.html",
        lambda: actions.revoke_device(context.act, number, form.reason.value),
        lambda struck: url_for(".index"),
        device=found,
        kinds=KINDS,
    )


@bp.get("/s/<code>/needs/form.xlsx")
@allows(Action.RECORD_NEED)
def xlsform(context: Context) -> ResponseReturnValue:
    """Send the form of needs as an XLSForm, for KoboToolbox or another server."""
    blocks = BLOCKS.all(db(), settlement=context.settlement.id)
    sheets = xlsform_sheets(needs_form(context.settlement, blocks, g.language))
    return downloads.response(
        [xlsform_workbook(sheets)], downloads.XLSX, f"{context.settlement.code}-needs-form"
    )


def _added(context: Context, kind: str, secrets: DeviceSecrets) -> Response:
    """Return the page with the secrets of a device that was just added."""
    endpoint = "openrosa.kobo.nothing" if kind == KOBO else "openrosa.collect.nothing"
    address = url_for(endpoint, token=secrets.token, _external=True).rstrip("/")
    if kind == KOBO:
        return render_page(
            "openrosa/added_project.html", address=address, header=routes_kobo.HEADER, secret=secrets.header
        )
    code = qr_code(settings_text(address, context.settlement.name))
    return render_page("openrosa/added_telephone.html", address=address, code=code)
