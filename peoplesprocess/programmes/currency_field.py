"""The field for a currency, and the known currencies."""

from __future__ import annotations

from functools import lru_cache

import wtforms
from babel.core import get_global

from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.validators import wrong

NO_CURRENCY = N_("Write the currency by its international code, three Latin letters, like PKR, SDG or USD.")


class CurrencyField(TextField):
    """The three letters of a currency."""

    def read(self, typed: str) -> str:
        return typed.upper()


def _is_currency(form: wtforms.Form, field: wtforms.Field) -> None:
    if field.data not in currencies():
        raise wrong(NO_CURRENCY)


def currency_field() -> CurrencyField:
    """Return the field for the currency of a programme, a settlement or a rate."""
    return CurrencyField(
        N_("Currency"),
        description=N_("Its international code: three Latin letters, like PKR, SDG or USD."),
        missing=NO_CURRENCY,
        max=3,
        validators=[_is_currency],
    )


@lru_cache
def currencies() -> frozenset[str]:
    """Return the currencies that are legal tender somewhere today, from CLDR."""
    return frozenset(
        code
        for uses in get_global("territory_currencies").values()
        for code, begun, ended, is_tender in uses
        if is_tender and ended is None
    )
