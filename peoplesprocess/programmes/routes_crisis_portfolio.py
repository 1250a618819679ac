"""The page that counts a table of many programmes; it stores nothing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.crisis_portfolio import FLAGS, CrisisFault, CrisisRecord, read_records
from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.programmes.crisis_portfolio_tables import crisis_portfolio_tables
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import ON_PAGE, UnreadableSpreadsheet
from peoplesprocess.web.fields import OptionalIntegerField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form, token_is_good
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.view_context import Context

bp = Blueprint("portfolio", __name__, template_folder="templates")
HEADINGS = ("code", "region", *FLAGS, "tools")
MOST_FAULTS = 20
"""The most faults that are shown at once."""
_LATE = N_("This form was open too long or came from elsewhere. Check it and send it again.")


class PortfolioTableForm(Form):
    """A table with a row for each country, territory or area."""

    table = FileField(N_("Table"), missing=N_("Choose the file."), description=N_("XLSX or CSV, up to 2 MB."))
    expected = OptionalIntegerField(
        N_("How many records are in it?"),
        min=1,
        required=False,
        description=N_("With another number nothing is counted, so that no record is lost unseen."),
    )

    def read(self) -> list[CrisisRecord]:
        """Return the records of the file; faults are added to the form's sentences."""
        self.table.data.seek(0)
        try:
            sheets = read_spreadsheet(self.table.data.read(ON_PAGE.sent + 1), ON_PAGE)
        except UnreadableSpreadsheet as unreadable:
            self.sentences.append(unreadable.sentence)
            return []
        records, faults = read_records(sheets[0].rows if sheets else ())
        self.sentences += _fault_sentences(faults)
        if not faults and self.expected.data not in (None, len(records)):
            values = {"found": len(records), "expected": self.expected.data}
            self.sentences.append(
                Message(
                    N_(
                        "Records in this table: %(found)s, and not %(expected)s. Add those that are missing,"
                        " or put the number right."
                    ),
                    values,
                )
            )
        return records


@bp.route("/p/<programme>/portfolio", methods=["GET", "POST"])
@allows(Action.SEE_PROGRAMME)
def count(context: Context) -> ResponseReturnValue:
    """Read a table and show its figures; nothing is stored, so there is no act."""
    form = PortfolioTableForm(context)
    if request.method != "POST" or "language" in request.form or "unsaved" in g:
        return render_page("programmes/portfolio_table.html", form=form, headings=HEADINGS)
    if not token_is_good(form):
        form.sentences.append(Message(_LATE))
    elif form.validate():
        records = form.read()
        if not form.is_wrong:
            tables = crisis_portfolio_tables(records)
            return render_page("programmes/portfolio_figures.html", tables=tables, many=len(records))
    return render_page("programmes/portfolio_table.html", 422, form=form, headings=HEADINGS)


def _fault_sentences(faults: Sequence[CrisisFault]) -> list[Sentence]:
    """Return the faults with their row and column, up to `MOST_FAULTS`."""
    sentences: list[Sentence] = [
        Message(
            N_("Row %(row)s, column %(column)s: %(why)s") if each.column else N_("Row %(row)s: %(why)s"),
            {"row": each.row, "column": each.column, "why": each.why},
        )
        for each in faults[:MOST_FAULTS]
    ]
    if (more := len(faults) - MOST_FAULTS) > 0:
        sentences.append(Plural("And %(count)s more.", "And %(count)s more.", more))
    return sentences
