"""The form of needs for telephones: an XForm in every shipped language, whose version is a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.blocks import BlockRow
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.imports.need_judgement import FORM_CODE
from peoplesprocess.openrosa.need_questions import NeedQuestion, need_questions
from peoplesprocess.web.i18n import SHIPPED, UNSEEN, Translator, translator
from peoplesprocess.web.photo_uploads import LONGEST_SIDE

_SPACES = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:orx="http://openrosa.org/xforms" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
)
_TYPES = {
    "text": "string",
    "integer": "int",
    "select_one": "string",
    "select_multiple": "string",
    "image": "binary",
}
_CONTROLS = {"select_one": "select1", "select_multiple": "select", "image": "upload"}
_CONTENT, _CHECK = 10, 6


@dataclass(frozen=True, slots=True)
class NeedsXForm:
    """The form of a settlement's needs: its title, its version, and its questions.

    It has every shipped language, and opens in `language`.
    """

    title: str
    language: str
    questions: Sequence[NeedQuestion]
    version: str = ""
    code: str = FORM_CODE

    @property
    def data(self) -> bytes:
        """The bytes that telephones load, the same as long as the content is."""
        return "".join(_lines(self)).encode()


def needs_form(place: SettlementWithRules, blocks: Sequence[BlockRow], language: str) -> NeedsXForm:
    """Return the form of a settlement's needs, which opens in `language`."""
    opens_in = translator(language if language in SHIPPED else SHIPPED[0])
    title = opens_in.say(Message(N_("Needs of %(settlement)s"), {"settlement": place.name}))
    title = title.translate(UNSEEN)
    form = NeedsXForm(title, opens_in.code, need_questions(place, blocks))
    content = hashlib.sha256(form.data).hexdigest()[:_CONTENT]
    return replace(form, version=content + _check(place.id, content))


def is_version(place: UUID, version: str) -> bool:
    """Return whether the form once had this version in a settlement, by the check at its end."""
    return version[_CONTENT:] == _check(place, version[:_CONTENT])


def language_name(spoken: Translator) -> str:
    """Return the name of a language in forms: its own name, and its code in brackets."""
    return f"{spoken.own_name} ({spoken.code})"


def _check(place: UUID, content: str) -> str:
    return hashlib.sha256(f"form of needs {place} {content}".encode()).hexdigest()[:_CHECK]


def _lines(form: NeedsXForm) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<h:html {_SPACES}>\n<h:head>\n'
    yield f"<h:title>{escape(form.title)}</h:title>\n"
    yield '<model odk:xforms-version="1.0.0">\n<itext>\n'
    for code in SHIPPED:
        default = ' default="true()"' if code == form.language else ""
        yield f"<translation lang={quoteattr(language_name(translator(code)))}{default}>\n"
        yield from _texts(form.questions, translator(code))
        yield "</translation>\n"
    empty = "".join(f"<{question.name}/>" for question in form.questions)
    yield f"</itext>\n<instance>\n<data id={quoteattr(form.code)} version={quoteattr(form.version)}>{empty}"
    yield "<orx:meta><orx:instanceID/><orx:instanceName/></orx:meta></data>\n</instance>\n"
    yield from map(_bind, form.questions)
    yield '<bind nodeset="/data/orx:meta/orx:instanceID" type="string" readonly="true()" jr:preload="uid"/>\n'
    yield '<bind nodeset="/data/orx:meta/orx:instanceName" type="string" calculate="/data/title"/>\n'
    for question in form.questions:
        if question.first:
            reference = f'ref="/data/{question.name}" value={quoteattr(question.first)}'
            yield f'<setvalue event="odk-instance-first-load" {reference}/>\n'
    yield "</model>\n</h:head>\n<h:body>\n"
    yield from map(_control, form.questions)
    yield "</h:body>\n</h:html>\n"


def _texts(questions: Sequence[NeedQuestion], spoken: Translator) -> Iterator[str]:
    for question in questions:
        said = {
            "label": question.label,
            "hint": question.hint,
            "jr:requiredMsg": question.missing,
            "jr:constraintMsg": question.fault,
        }
        for what, words in said.items():
            if words:
                yield _text(f"/data/{question.name}:{what}", spoken.say(words))
        for key, word in question.choices:
            yield _text(f"{question.name}-{key}", spoken.say(word))


def _text(key: str, words: str) -> str:
    return f"<text id={quoteattr(key)}><value>{escape(words)}</value></text>\n"


def _bind(question: NeedQuestion) -> str:
    said = {"nodeset": f"/data/{question.name}", "type": _TYPES.get(question.kind, question.kind)}
    if question.missing:
        said |= {"required": "true()", "jr:requiredMsg": _itext(question, "jr:requiredMsg")}
    if question.rule:
        said |= {"constraint": question.rule, "jr:constraintMsg": _itext(question, "jr:constraintMsg")}
    if question.kind == "image":
        said["orx:max-pixels"] = str(LONGEST_SIDE)
    return f"<bind {' '.join(f'{name}={quoteattr(value)}' for name, value in said.items())}/>\n"


def _control(question: NeedQuestion) -> str:
    kind = _CONTROLS.get(question.kind, "input")
    looks = ' appearance="multiline"' if question.has_lines else ""
    looks += ' mediatype="image/*"' if question.kind == "image" else ""
    parts = [f"<label ref={quoteattr(_itext(question, 'label'))}/>"]
    if question.hint:
        parts.append(f"<hint ref={quoteattr(_itext(question, 'hint'))}/>")
    for key, _ in question.choices:
        label = quoteattr(f"jr:itext('{question.name}-{key}')")
        parts.append(f"<item><label ref={label}/><value>{escape(key)}</value></item>")
    return f'<{kind} ref="/data/{question.name}"{looks}>{"".join(parts)}</{kind}>\n'


def _itext(question: NeedQuestion, what: str) -> str:
    return f"jr:itext('/data/{question.name}:{what}')"
