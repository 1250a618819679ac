"""The page on which people say which needs are the same and which are different."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.blocks import ALL_BLOCKS
from peoplesprocess.needs.distinctions import compared, record_distinctions
from peoplesprocess.web.fields import SelectMultipleField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("alike", __name__)


class AlikeNeedsForm(Form):
    """The pairs that are different needs."""

    different = SelectMultipleField(
        N_("Which are different?"), missing=N_("Tick the pairs that are different."), required=True
    )

    @cached_property
    def input(self) -> list[tuple[int, int]]:
        """The pairs, as numbers of needs."""
        return [
            (int(first), int(second)) for first, _, second in (k.partition("-") for k in self.different.value)
        ]


def names_here(context: Context) -> list[str]:
    """Return the names of groups and blocks in the reader's language."""
    say = current_translator().say
    blocks = ALL_BLOCKS.all(db(), settlement=context.settlement.id) if context.settlement.has_blocks else []
    return [*(say(group.name) for group in context.groups.values()), *(block.name for block in blocks)]


@bp.route("/s/<code>/needs/alike", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def index(context: Context) -> ResponseReturnValue:
    """List the needs that may be the same, and record which are different."""
    found = compared(db(), context.settlement.id, names_here(context))
    own = [pair for pair in found.alike if context.may(Action.CHANGE_NEED, pair.subject)]
    form = AlikeNeedsForm(context)
    form.different.choices = [(pair.key, f"{pair.first.title} · {pair.second.title}") for pair in own]
    return form_view(
        form,
        "needs/alike.html",
        lambda: record_distinctions(context.act, form.input),
        lambda rows: url_for(".index"),
        pairs=own,
        distinct=found.distinct[:20],
    )
