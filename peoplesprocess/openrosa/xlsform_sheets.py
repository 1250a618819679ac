"""The form of needs as an XLSForm for another server, with the tags that its exports then carry."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.messages import Sentence
from peoplesprocess.openrosa.need_questions import NeedQuestion
from peoplesprocess.openrosa.needs_form import NeedsXForm, language_name
from peoplesprocess.web.i18n import SHIPPED, UNSEEN, translator
from peoplesprocess.web.photo_uploads import LONGEST_SIDE

Rows = list[Mapping[str, object]]


def xlsform_sheets(form: NeedsXForm) -> dict[str, Rows]:
    """Return the sheets of the form, each as a list of rows by heading."""
    choices: Rows = [
        {"list_name": question.name, "name": key, **_in_all("label", word)}
        for question in form.questions
        for key, word in question.choices
    ]
    settings = {
        "form_title": form.title,
        "form_id": form.code,
        "version": form.version,
        "default_language": language_name(translator(form.language)),
        "instance_name": "${title}",
    }
    return {
        "survey": [_question(question) for question in form.questions],
        "choices": choices,
        "settings": [settings],
    }


def _question(question: NeedQuestion) -> Mapping[str, object]:
    row: dict[str, object] = {
        "type": f"{question.kind} {question.name}" if question.choices else question.kind,
        "name": question.name,
        **_in_all("label", question.label),
        **_in_all("hint", question.hint),
        "required": "yes" if question.missing else "",
        **_in_all("required_message", question.missing),
        "constraint": question.rule,
        **_in_all("constraint_message", question.fault or ""),
        "default": question.first,
        "parameters": f"max-pixels={LONGEST_SIDE}" if question.kind == "image" else "",
        "appearance": "multiline" if question.has_lines else "",
        "hxl": question.tag,
    }
    return row


def _in_all(column: str, words: str | Sentence) -> dict[str, object]:
    spoken = [translator(code) for code in SHIPPED]
    return {
        f"{column}::{language_name(each)}": each.say(words).translate(UNSEEN) if words else ""
        for each in spoken
    }
