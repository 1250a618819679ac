"""Pages of safeguards: the register, one item, its screening, and the overview of a programme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.safeguards import ANSWERS, DOMAINS, LEVEL_NAMES, QUESTIONS, RESPONSIBLE
from peoplesprocess.facts.safeguard_register import (
    ITEM,
    REGISTER,
    UNSCREENED_OF_PROGRAMME,
    SafeguardRegisterLine,
)
from peoplesprocess.safeguards import actions, queries, routes_mitigations
from peoplesprocess.safeguards.forms import screening_form
from peoplesprocess.safeguards.queries import ScreeningDetail
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("safeguards", __name__, template_folder="templates")
bp.register_blueprint(routes_mitigations.bp)


@bp.get("/s/<code>/safeguards")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the items with their level, and the measures whose recheck is overdue."""
    rows = REGISTER.all(db(), settlement=context.settlement.id)
    return render_page(
        "safeguards/index.html",
        rows=rows,
        counts=Counter(row.level or "" for row in rows),
        overdue=queries.OVERDUE.all(db(), settlement=context.settlement.id, today=context.today),
        level_names=LEVEL_NAMES,
        reads_political=context.may(Action.READ_POLITICAL_ANSWERS),
    )


@bp.get("/s/<code>/safeguards/<int:line>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, line: int) -> ResponseReturnValue:
    """Show what could go wrong with one item, the measures against it, and their rechecks."""
    item = _item(context, line)
    here = {"settlement": context.settlement.id, "line": line}
    screenings = queries.SCREENINGS.all(db(), **here)
    standing = next((each for each in screenings if each.struck_at is None), None)
    rechecks = defaultdict(list)
    for each in queries.RECHECKS.all(db(), **here):
        rechecks[each.mitigation].append(each)
    return render_page(
        "safeguards/show.html",
        item=item,
        standing=standing,
        others=[each for each in screenings if each is not standing],
        answers=_answers(context, standing) if standing else [],
        mitigations=queries.MITIGATIONS.all(db(), **here),
        rechecks=rechecks,
        level_names=LEVEL_NAMES,
        domains=DOMAINS,
        responsible=RESPONSIBLE,
        reads_political=context.may(Action.READ_POLITICAL_ANSWERS),
    )


@bp.route("/s/<code>/safeguards/<int:line>/screen", methods=["GET", "POST"])
@allows(Action.SCREEN_ITEM)
def screen(context: Context, line: int) -> ResponseReturnValue:
    """Screen one item."""
    form = screening_form(context)
    return form_view(
        form,
        "safeguards/screen.html",
        lambda: actions.record_screening(context.act, line, form.input),
        lambda row: url_for(".show", line=line),
        item=_item(context, line),
        questions=QUESTIONS,
        domains=DOMAINS,
    )


@bp.get("/s/<code>/safeguards/screenings/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def screening(context: Context, number: int) -> ResponseReturnValue:
    """Show one screening, perhaps an earlier or a struck one."""
    found = _screening(context, number)
    return render_page(
        "safeguards/screening.html",
        item=_item(context, found.line),
        screening=found,
        answers=_answers(context, found),
        level_names=LEVEL_NAMES,
        domains=DOMAINS,
        reads_political=context.may(Action.READ_POLITICAL_ANSWERS),
    )


@bp.route("/s/<code>/safeguards/screenings/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.SCREEN_ITEM)
def strike_screening(context: Context, number: int) -> ResponseReturnValue:
    """Strike a screening."""
    found = _screening(context, number)
    if found.struck_at is not None:
        abort(404)
    form = StrikeForm(context)
    return form_view(
        form,
        "safeguards/strike_screening.html",
        lambda: actions.strike_screening(context.act, number, form.reason.value),
        lambda struck: url_for(".show", line=found.line),
        screening=found,
    )


@bp.get("/p/<programme>/safeguards")
@allows(Action.SEE_PROGRAMME)
def programme(context: Context) -> ResponseReturnValue:
    """Show a programme's lines by level, and the measures whose recheck is overdue."""
    here = context.programme.id
    return render_page(
        "safeguards/programme.html",
        counts={row.level: row for row in queries.LEVELS_OF_PROGRAMME.all(db(), programme=here)},
        unscreened=UNSCREENED_OF_PROGRAMME.get(db(), programme=here) or 0,
        unanswered=queries.HIGH_WITHOUT_MEASURE.all(db(), programme=here),
        overdue=queries.overdue_in_programme(db(), here, context.now),
        listed=queries.LISTED,
        level_names=LEVEL_NAMES,
        responsible=RESPONSIBLE,
    )


def _item(context: Context, line: int) -> SafeguardRegisterLine:
    return ITEM.first(db(), settlement=context.settlement.id, line=line) or abort(404)


def _screening(context: Context, number: int) -> ScreeningDetail:
    return queries.SCREENING.first(db(), settlement=context.settlement.id, number=number) or abort(404)


def _answers(context: Context, found: ScreeningDetail) -> Sequence[tuple[str, list[dict[str, str]]]]:
    """Return the answers of a screening by domain, as far as the reader may read them."""
    readable = [*found.answers]
    if context.may(Action.READ_POLITICAL_ANSWERS):
        readable += found.political_answers
    by_domain = defaultdict(list)
    for each in readable:
        question = QUESTIONS[each["question"]]
        by_domain[question.domain].append(
            {"words": question.words, "answer": ANSWERS[each["answer"]], "remark": each["remark"]}
        )
    return [(domain, by_domain[domain]) for domain in DOMAINS if domain in by_domain]
