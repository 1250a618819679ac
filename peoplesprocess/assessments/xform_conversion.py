"""Conversion of an XLSForm to the XForm that telephones load, by pyxform."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.xlsform.form import BadForm, FormFault, Sheets
from peoplesprocess.core.xlsform.headings import heading, plain_heading, plain_type

_PLACE = re.compile(r"\[row : (\d+)\]\s*(.*)", re.DOTALL)
_OF_PYXFORM = ("survey", "choices", "settings", "external_choices", "entities", "osm")
MOST_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class XForm:
    """What telephones load, the MD5 of its bytes, and the converter's warnings."""

    text: str
    digest: str
    warnings: tuple[str, ...]


def as_xform(sheets: Sheets, code: str, title: str, version: str) -> XForm:
    """Return the form for telephones. Errors: BadForm, with the converter's reason."""
    # Imported here because it takes 20 megabytes of memory and only publishing a form needs it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    try:
        made = convert(_workbook(sheets, code, title, version), warnings, form_name="data")
    except (PyXFormError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadForm([_fault(str(error))]) from None
    text = str(made.xform)
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return XForm(text, digest, tuple(warnings[:MOST_WARNINGS]))


def _workbook(sheets: Sheets, code: str, title: str, version: str) -> dict[str, object]:
    book: dict[str, object] = {"sheet_names": list(sheets), "fallback_form_name": code}
    for name in _OF_PYXFORM:
        if not (rows := sheets.get(name)):
            continue
        plain = [_plain(name, row) for row in rows]
        book[name] = plain
        book[f"{name}_header"] = [dict.fromkeys(plain_heading(name, each) for row in rows for each in row)]
    settings = next((row for row in sheets.get("settings", []) if any(row.values())), {})
    kept = {written: text for written, text in settings.items() if text and not _identifies_form(written)}
    whole = {**kept, "form_id": code, "form_title": title, "version": version}
    return {**book, "settings": [whole], "settings_header": [dict.fromkeys(whole)]}


def _plain(sheet: str, row: dict[str, str]) -> dict[str, str]:
    """Return a row in the spelling that the converter knows."""
    plain = {plain_heading(sheet, heading): text for heading, text in row.items() if text}
    return {**plain, "type": plain_type(plain["type"])} if "type" in plain and sheet == "survey" else plain


def _identifies_form(written: str) -> bool:
    return heading("settings", written).name in ("form_id", "form_title", "version")


def _fault(told: str) -> FormFault:
    """Return the converter's own English message as a fault, at the row that it names."""
    place = _PLACE.match(told)
    why = place[2] if place else told
    sheet = next((name for name in ("choices", "settings", "entities") if f"'{name}'" in told), "survey")
    sentence = Message(N_("The converter for telephones says: %(why)s"), {"why": why.strip()[:500]})
    return FormFault(sheet, int(place[1]) if place else 0, "", sentence)
