"""Forms as authors write them, in files of every kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

Table = Sequence[Sequence[str]]

SURVEY: Table = (
    ("type", "name", "label::English (en)", "label::Français (fr)", "relevant", "constraint"),
    ("text", "place", "Which place?", "Quel lieu ?", "", ""),
    ("select_one yes_no", "water", "Is there water?", "Y a-t-il de l’eau ?", "", ""),
    ("integer", "hours", "How many hours?", "Combien d’heures ?", "${water} = 'yes'", ". >= 0 and . <= 24"),
)
CHOICES: Table = (
    ("list_name", "name", "label::English (en)", "label::Français (fr)"),
    ("yes_no", "yes", "Yes", "Oui"),
    ("yes_no", "no", "No", "Non"),
)
SETTINGS: Table = (("form_title", "form_id", "version"), ("Water points", "water_points", "2026030101"))
FORM: Mapping[str, Table] = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}


def sheets(**tables: Table) -> dict[str, list[dict[str, str]]]:
    """Sheets of rows by their headings; those of the water points where none is given."""
    return {
        name: [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
        for name, rows in {**FORM, **tables}.items()
    }


def xlsx(tables: Mapping[str, Table] = FORM, edit: Any = None) -> bytes:
    """The same as an XLSX file; `edit` changes the book and its pages before it is closed."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    book = Workbook(file)
    pages = {name: book.add_worksheet(name) for name in tables}
    for name, rows in tables.items():
        for number, row in enumerate(rows):
            pages[name].write_row(number, 0, row)
    if edit is not None:
        edit(book, pages)
    book.close()
    return file.getvalue()


def as_csv(tables: Mapping[str, Table] = FORM) -> bytes:
    """The same as one CSV file, the name of each sheet above its rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    for name, rows in tables.items():
        writer.writerow([name])
        writer.writerows(["", *row] for row in rows)
    return text.getvalue().encode()


SPACES: Mapping[str, Table] = {
    "survey": (
        (
            *("type", "name", "label::English (en)", "label::Français (fr)", "label::العربية (ar)"),
            *("required", "relevant", "constraint", "constraint_message::English (en)"),
            *("constraint_message::العربية (ar)", "calculation", "choice_filter", "hxl"),
        ),
        ("begin_group", "place", "The place", "Le lieu", "المكان"),
        ("text", "area", "Which quarter?", "Quel quartier ?", "أي حي؟", "yes", *[""] * 6, "#loc+name"),
        ("select_one yes_no", "flooded", "Does it flood?", "Inondé ?", "هل يغرق؟", "yes"),
        (
            *("integer", "days", "For how many days?", "Combien de jours ?", "كم يوماً؟", "yes"),
            *("${flooded} = 'yes'", ". > 0 and . <= 30", "Between 1 and 30 days.", "بين يوم و30 يوماً."),
            *("", "", "#value+days"),
        ),
        ("end_group",),
        ("begin_group", "people", "Who suffers", "Qui souffre", "من يعاني", "", "${flooded} = 'yes'"),
        ("select_multiple groups", "who", "Who in ${area}?", "Qui à ${area} ?", "من في ${area}؟"),
        ("decimal", "water", "How high, in metres?", "Hauteur ?", "كم متراً؟"),
        ("end_group",),
        ("begin_repeat", "spaces", "Open spaces", "Espaces", "الساحات"),
        ("text", "space", "What is it called?", "Son nom ?", "ما اسمها؟", "yes"),
        ("integer", "quality", "Quality, 0 to 4", "Qualité, 0 à 4", "الجودة", "yes", "", ". <= 4"),
        ("geopoint", "where", "Where is it?", "Où ?", "أين؟"),
        ("end_repeat",),
        (*("calculate", "total", "Sum", "", "", "", "", "", "", "", "sum(${quality}) + ${days}", "", ""),),
        ("date", "seen", "When seen?", "Vu quand ?", "متى؟", "", "", ". <= today()"),
    ),
    "choices": (
        ("list_name", "name", "label::English (en)", "label::Français (fr)", "label::العربية (ar)"),
        ("yes_no", "yes", "Yes", "Oui", "نعم"),
        ("yes_no", "no", "No", "Non", "لا"),
        ("groups", "women", "Women", "Femmes", "النساء"),
        ("groups", "old", "Old people", "Personnes âgées", "كبار السن"),
    ),
    "settings": (("form_title", "form_id"), ("Floods and spaces", "spaces")),
}
"""A form with what pages have to do: groups, questions that apply or not, constraints, a repeat, a sum."""
