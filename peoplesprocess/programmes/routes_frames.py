"""The frames that a programme reports by: the list, the report of each, the items of a code, and files."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.frames import FrameOfReference, codes_in, tag_of, tags_before
from peoplesprocess.core.numerals import NotANumber, whole
from peoplesprocess.core.shipped_frames import IASC_CLUSTERS
from peoplesprocess.facts.programme_frames import programme_frames
from peoplesprocess.programmes.frame_queries import (
    ITEMS_OF_CODE,
    PAGE_SIZE,
    UNTAGGED_ITEMS,
    FrameItem,
)
from peoplesprocess.programmes.frame_report import frame_report
from peoplesprocess.programmes.frame_sheet import frame_sheet
from peoplesprocess.spreadsheets.csv_writer import as_csv
from peoplesprocess.web import downloads
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("frames", __name__, template_folder="templates")
FEW = 10
"""So many items without a code the report names itself."""
_BETWEEN = " "
"""Stands between a settlement's code, which has none, and a line in an address."""


@bp.get("/p/<programme>/frames")
@allows(Action.SEE_PROGRAMME)
def index(context: Context) -> ResponseReturnValue:
    """List the frames that the programme reports by, and those that it no longer does."""
    known = programme_frames(db(), context.programme.id)
    return render_page(
        "programmes/frames.html",
        used=[(frame, known.row(frame.key)) for frame in known.used],
        left=[row for row in known.rows if not row.is_used],
        offered=known.offered,
    )


@bp.get("/p/<programme>/frames/<frame>")
@allows(Action.SEE_PROGRAMME)
def show(context: Context, frame: str) -> ResponseReturnValue:
    """Show each code with what its items add up to, and what has no code."""
    reference = _used(context, frame)
    asked = {"programme": context.programme.id, "settlement": "", "line": 0, "start": tags_before(frame)}
    untagged = UNTAGGED_ITEMS.all(db(), **asked)
    return render_page(
        "programmes/frame.html",
        frame=reference,
        report=frame_report(db(), context.programme.id, reference),
        untagged=untagged[:FEW],
        sees_clusters=frame == IASC_CLUSTERS,
        tag_of=tag_of,
    )


@bp.get("/p/<programme>/frames/<frame>/items")
@allows(Action.SEE_PROGRAMME)
def items(context: Context, frame: str) -> ResponseReturnValue:
    """List the items of a code, by its code or another name of it, or those without any."""
    reference = _used(context, frame)
    typed = request.args.get("code", "").strip()
    code = (reference.found(typed) or typed) if typed.isprintable() else ""
    settlement, line = _after(request.args.get("after", ""))
    place = {"programme": context.programme.id, "settlement": settlement, "line": line}
    found = (
        ITEMS_OF_CODE.all(db(), tag=tag_of(frame, code), **place)
        if code
        else UNTAGGED_ITEMS.all(db(), start=tags_before(frame), **place)
    )
    shown = found[:PAGE_SIZE]
    return render_page(
        "programmes/frame_items.html",
        frame=reference,
        code=code,
        items=[(item, codes_in(item.frame_tags, frame)) for item in shown],
        more=_address(shown[-1]) if len(found) > PAGE_SIZE else "",
    )


@bp.get("/p/<programme>/frames.csv")
@allows(Action.SEE_PROGRAMME)
def every_csv(context: Context) -> Response:
    """Give the lines of all frames of the programme as CSV."""
    return _file(context, programme_frames(db(), context.programme.id).used, "frames")


@bp.get("/p/<programme>/frames/<frame>/report.csv")
@allows(Action.SEE_PROGRAMME)
def csv(context: Context, frame: str) -> Response:
    """Give the lines of one frame as CSV."""
    return _file(context, [_used(context, frame)], frame)


def _file(context: Context, frames: list[FrameOfReference], name: str) -> Response:
    spoken = current_translator()
    reports = [frame_report(db(), context.programme.id, each) for each in frames]
    lines = as_csv(frame_sheet(reports, spoken), spoken.decimal_sign)
    return downloads.response(lines, downloads.CSV, f"{context.programme.code}-{name}")


def _used(context: Context, key: str) -> FrameOfReference:
    return programme_frames(db(), context.programme.id).using(key) or abort(404)


def _address(item: FrameItem) -> str:
    return f"{item.settlement}{_BETWEEN}{item.line}"


def _after(typed: str) -> tuple[str, int]:
    """The settlement and the line behind which a list goes on; its beginning for what is no such place."""
    settlement, _, line = typed.partition(_BETWEEN)
    try:
        number = whole(line)
    except NotANumber:
        return "", 0
    return (settlement, number) if settlement.isprintable() and 0 <= number < 2**31 else ("", 0)
