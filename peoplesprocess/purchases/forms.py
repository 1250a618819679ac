"""The forms of quotations and of the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.purchases import MOST_QUOTATIONS, MOVES, QuotationInput
from peoplesprocess.purchases.actions import PriceComparisonInput
from peoplesprocess.purchases.queries import QuotationRow, StockItemRow
from peoplesprocess.purchases.stock_actions import StockMovementInput
from peoplesprocess.web.fields import BaseField, DateField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import MoneyField, QuantityField
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

ROWS = range(1, MOST_QUOTATIONS + 1)
_ROW = ("supplier", "amount", "quoted_on", "paper")
MISSING = (
    N_("The name of seller %(number)s is missing."),
    N_("The sum of seller %(number)s is missing."),
    N_("The day of seller %(number)s is missing."),
)
"""Errors for the empty first fields of a row in use; the paper may be empty."""


class PriceComparisonForm(Form):
    """Quotations for a purchase, and the chosen one."""

    what = TextField(
        N_("What is bought?"),
        description=N_("With the quantity: “60 bags of cement”."),
        missing=N_("Write what is bought."),
    )
    chosen = SelectField(
        N_("Which one is chosen?"),
        choices=[(str(row), str(row)) for row in ROWS],
        coerce=int,
        missing=N_("Choose one of the quotations that are written here."),
    )
    why = TextField(
        N_("If it is not the cheapest, or fewer than three were asked: why?"),
        rows=2,
        max=600,
        required=False,
        depends=True,
    )

    def _rows(self) -> Iterator[int]:
        refusals = RefusalList()
        for row in ROWS:
            fields = [self[f"{name}{row}"] for name in _ROW]
            if not any(field.typed for field in fields):
                continue
            for field, sentence in zip(fields, MISSING, strict=False):
                with refusals:
                    if not field.typed:
                        raise Refused(Message(sentence, {"number": row}), field.name)
            yield row
        refusals.settle()

    @cached_property
    def rows(self) -> list[int]:
        """The rows of the page that hold a quotation."""
        return list(self._rows())

    @cached_property
    def input(self) -> PriceComparisonInput:
        """The comparison as written; the chosen row becomes a place among the filled rows."""
        if self.chosen.value not in self.rows:
            raise Refused(Message(N_("Choose one of the quotations that are written here.")), "chosen")
        return self.filled(
            PriceComparisonInput,
            quotations=[QuotationInput(*(self[f"{name}{row}"].value for name in _ROW)) for row in self.rows],
            chosen=self.rows.index(self.chosen.value) + 1,
        )

    def refuse(self, refusal: Refused) -> None:
        """Attach a refusal to its row on the page: the rules count only filled rows."""
        found = re.fullmatch(r"([a-z_]+)(\d)", refusal.field)
        if found and found[1] in _ROW and "rows" in self.__dict__ and int(found[2]) <= len(self.rows):
            refusal = Refused(refusal.sentence, f"{found[1]}{self.rows[int(found[2]) - 1]}")
        super().refuse(refusal)


class CorrectedPriceComparisonForm(PriceComparisonForm):
    """A comparison recorded anew, and what was wrong."""

    reason = reason_field()


def comparison_form(
    context: Context, kind: type[PriceComparisonForm], quotations: Iterable[QuotationRow] = ()
) -> PriceComparisonForm:
    """Return the form of a comparison, filled with its present quotations."""
    fields: dict[str, BaseField] = {}
    values: dict[str, object] = {}
    for row in ROWS:
        fields[f"supplier{row}"] = TextField(N_("Seller"), max=60, required=False, depends=True)
        fields[f"amount{row}"] = MoneyField(N_("Sum"), required=False, depends=True)
        fields[f"quoted_on{row}"] = DateField(N_("Day"), required=False, depends=True)
        fields[f"paper{row}"] = TextField(N_("Paper"), max=60, required=False, depends=True, private=False)
    for quotation in quotations:
        values |= {f"{name}{quotation.position}": getattr(quotation, name) for name in _ROW}
        values |= {"what": quotation.what, "chosen": quotation.chosen, "why": quotation.why}
    return kind.with_lines(**fields)(context, values)


class StockMovementForm(Form):
    """A movement of the store."""

    item = SelectField(N_("What is it?"), coerce=int, required=False, depends=True)
    title = TextField(N_("If it is new in the store: what is it?"), max=60, required=False, depends=True)
    unit = TextField(
        N_("If it is new: in which unit is it counted?"),
        max=20,
        required=False,
        depends=True,
        description=N_("Like bags or m³."),
    )
    kind = SelectField(N_("What happened?"), choices=MOVES, missing=N_("Choose what happened."))
    moved_on = DateField(N_("On which day?"), missing=N_("Enter the day."))
    quantity = QuantityField(N_("How much?"), missing=N_("Write how much it was, 0 if nothing is left."))
    paper = TextField(N_("Number of the delivery note"), max=60, required=False, depends=True, private=False)
    reason = TextField(
        N_("If the count differs from the book: why?"), rows=2, max=600, required=False, depends=True
    )

    @cached_property
    def input(self) -> StockMovementInput:
        """The movement as written."""
        return self.filled(StockMovementInput)


def movement_form(
    context: Context, stock: Sequence[StockItemRow], values: Mapping[str, object]
) -> StockMovementForm:
    """Return the form of a movement, with the things in the store."""
    form = StockMovementForm(context, values)
    form.item.choices = [(str(item.number), item.title) for item in stock]
    return form
