"""Checks of the rows of settlements and their areas."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core import numerals
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.personal_numbers import looks_personal
from peoplesprocess.imports.checked_rows import RecordsToAdd
from peoplesprocess.imports.queries import KnownSettlement
from peoplesprocess.imports.sheet_rows import FILL_IN, ImportedRow, KnownRecords
from peoplesprocess.programmes.actions import AreaInput, SettlementInput
from peoplesprocess.programmes.currency_field import currencies
from peoplesprocess.programmes.forms import CODE, PATH
from peoplesprocess.web.i18n import SHIPPED, digits_of, translator

LONGEST = {"code": 40, "area": 60, "place_code": 40}
LONGEST_WORDS = 120
MOST_MONEY = 10**17
MOST_HOUSEHOLDS = 10_000_000
PERSONAL = N_("This looks like a telephone or identity number, or an address. Leave it out.")


def check_settlements(
    rows: list[ImportedRow], known: KnownRecords, places: Mapping[str, KnownSettlement]
) -> RecordsToAdd:
    """Return the areas and settlements to add; faults are added to their rows."""
    wanted, seen, areas = RecordsToAdd(), dict[str, int](), dict[str, AreaInput]()
    for row in rows:
        code = row.get("code").lower()
        _check_words(row)
        if not code:
            row.wrong("code", FILL_IN)
        elif not CODE.fullmatch(code):
            row.wrong("code", N_("Use small letters a to z, digits and hyphens, like “north-valley”."))
        elif code in seen:
            row.wrong(
                "code", Message(N_("Row %(row)s has the same. Each row needs its own."), {"row": seen[code]})
            )
        seen.setdefault(code, row.number)
        there = places.get(code)
        if there is not None and there.programme_id == known.programme.id:
            wanted.there.append(code)
            continue
        if there is not None:
            row.wrong("code", N_("Another settlement has this code. Choose another."))
        _check_area(row, known, areas)
        wanted.settlements.append(_settlement(row, code, known))
    used = {settlement.area for settlement in wanted.settlements}
    wanted.areas.extend(area for path, area in areas.items() if path in used)
    return wanted


def path_of(typed: str) -> str:
    """Return an area's path in its normalized spelling."""
    return "/".join(part.strip() for part in typed.upper().split("/"))


def group_codes(known: KnownRecords) -> dict[str, str]:
    """Return the codes of the programme's groups by code and by name in every language."""
    found: dict[str, str] = {}
    for code, name in known.programme.group_names.items():
        found[code] = code
        found |= {translator(language).say(name).casefold(): code for language in SHIPPED}
    return found


def _check_words(row: ImportedRow) -> None:
    for key, text in row.cells.items():
        longest = LONGEST.get(key, LONGEST_WORDS)
        if len(text) > longest and key not in ("groups", "required_groups"):
            sentence = N_("This is %(length)s characters long. Keep it to %(max)s.")
            row.wrong(key, Message(sentence, {"length": len(text), "max": longest}))
        elif not text.isprintable():
            row.wrong(key, N_("This holds a character that cannot be saved."))
        elif key in ("name", "area_name", "authority") and looks_personal(text):
            row.wrong(key, PERSONAL)
    if not row.get("name"):
        row.wrong("name", FILL_IN)


def _check_area(row: ImportedRow, known: KnownRecords, areas: dict[str, AreaInput]) -> None:
    path = path_of(row.get("area"))
    if not path:
        row.wrong("area", FILL_IN)
    elif not PATH.fullmatch(path):
        row.wrong(
            "area", N_("Write codes in Latin letters and digits with slashes between them, like PK/SD/DADU.")
        )
    elif path not in known.areas:
        if path not in areas:
            for key in ("area_name", "authority"):
                if not row.get(key):
                    row.wrong(key, N_("Fill this in for the new area."))
            areas[path] = AreaInput(path, row.get("area_name"), row.get("authority"))
        for key, said in (("area_name", areas[path].name), ("authority", areas[path].authority)):
            if row.get(key) not in ("", said):
                row.wrong(
                    key,
                    N_(
                        "An earlier row says something different about the same area. Write the same in both "
                        "rows."
                    ),
                )


def _settlement(row: ImportedRow, code: str, known: KnownRecords) -> SettlementInput:
    currency = row.get("currency").upper() or known.programme.currency
    if currency not in currencies():
        row.wrong(
            "currency",
            N_("Write the currency by its international code, three Latin letters, like PKR, SDG or USD."),
        )
    groups = _groups(row, "groups", known) or list(known.programme.group_names)
    usual: list[str] = [group for group in ("women", "displaced") if group in groups]
    required = _groups(row, "required_groups", known) or usual
    if not set(required) <= set(groups):
        row.wrong(
            "required_groups",
            N_("A group that must be heard must also be one of the groups that meet separately."),
        )
    return SettlementInput(
        name=row.get("name"),
        code=code,
        area=path_of(row.get("area")),
        currency=currency,
        envelope=_number(row, "envelope", digits_of(currency), MOST_MONEY),
        place_code=row.get("place_code"),
        groups=groups,
        required_groups=required,
        households=_number(row, "households", 0, MOST_HOUSEHOLDS),
    )


def _number(row: ImportedRow, key: str, digits: int, most: int) -> int:
    """Return the number in a cell in its smallest unit, 0 if the cell is empty or wrong."""
    text = row.get(key)
    if not text:
        return 0
    try:
        number = numerals.scaled(text, digits) if digits else numerals.whole(text)
    except numerals.NotANumber:
        row.wrong(key, N_("Write a number in digits."))
        return 0
    if not 0 <= number <= most:
        row.wrong(
            key,
            N_("This number is too large. Check the digits.")
            if number > 0
            else N_("A number here cannot be below 0."),
        )
        return 0
    return number


def _groups(row: ImportedRow, key: str, known: KnownRecords) -> list[str]:
    codes = group_codes(known)
    found: list[str] = []
    for word in row.several(key):
        code = codes.get(word.casefold())
        if code is None:
            row.wrong(key, Message(N_("This programme has no group “%(group)s”."), {"group": word}))
        elif code not in found:
            found.append(code)
    return found
