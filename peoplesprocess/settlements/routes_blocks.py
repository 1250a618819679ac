"""The pages of a settlement's blocks."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.facts.blocks import ALL_BLOCKS, BLOCKS, BlockRow
from peoplesprocess.settlements import blocks
from peoplesprocess.settlements.block_forms import AddBlocksForm, BlockForm
from peoplesprocess.settlements.settings_changes import BLOCK, CHANGES
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("blocks", __name__)


@bp.get("/s/<code>/blocks")
@allows(Action.SEE_SETTLEMENT)
def listing(context: Context) -> ResponseReturnValue:
    """List the blocks, including struck ones, with their changes."""
    settlement = context.settlement.id
    return render_page(
        "settlements/blocks.html",
        blocks=ALL_BLOCKS.all(db(), settlement=settlement),
        changes=CHANGES.all(db(), settlement=settlement, kind=BLOCK),
        group_names={},
        sexes=(),
    )


@bp.route("/s/<code>/blocks/add", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def add(context: Context) -> ResponseReturnValue:
    """Add several blocks at once."""
    form = AddBlocksForm(context)
    return form_view(
        form,
        "settlements/add_blocks.html",
        lambda: blocks.add_blocks(context.act, form.input),
        lambda added: url_for(".listing"),
    )


@bp.route("/s/<code>/blocks/<int:number>/change", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def change(context: Context, number: int) -> ResponseReturnValue:
    """Rename a block, or correct its households."""
    block = _block(context, number)
    form = BlockForm(context, {"name": block.name, "households": block.households or None})
    return form_view(
        form,
        "settlements/change_block.html",
        lambda: blocks.change_block(context.act, number, form.input),
        lambda changed: url_for(".listing"),
        block=block,
    )


@bp.route("/s/<code>/blocks/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a block."""
    block = _block(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "settlements/strike_block.html",
        lambda: blocks.strike_block(context.act, number, form.reason.value),
        lambda struck: url_for(".listing"),
        block=block,
    )


def _block(context: Context, number: int) -> BlockRow:
    rows = BLOCKS.all(db(), settlement=context.settlement.id)
    return next((row for row in rows if row.number == number), None) or abort(404)
