"""Parsing of filled-in forms piece by piece, without document types, entities or deep nesting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from peoplesprocess.core.messages import N_, Message, Refused

MOST_BYTES = 1_000_000
"""The limit in bytes for a filled-in form without its photos; most have two kilobytes."""
MOST_DEEP = 32
MOST_ELEMENTS = 20_000
LONGEST_ID = 120
META = "meta"


@dataclass(slots=True)
class SentElement:
    """An answer, or a group of answers; without children, `text` is the answer."""

    name: str
    text: str = ""
    children: list[SentElement] = field(default_factory=list)

    def child(self, name: str) -> str:
        """Return the text of the first child with this name, "" if there is none."""
        return next((each.text for each in self.children if each.name == name), "")


@dataclass(frozen=True, slots=True)
class SentForm:
    """A filled-in form: its form and version, its ids and that of the form it edits, and its answers."""

    code: str
    version: str
    instance_id: str
    replaces_id: str
    root_id: str
    answers: Sequence[SentElement]

    def leaves(self) -> Iterator[tuple[str, str]]:
        """Yield each answer by its path, in the order of the form."""
        for answer in self.answers:
            yield from _leaves(answer, answer.name)


def read_sent_form(data: bytes) -> SentForm:
    """Return the parsed form. Errors: Refused with a sentence that says where it is broken."""
    if len(data) > MOST_BYTES:
        raise Refused(Message(N_("This form is larger than 1 MB without its photos. Shorten its answers.")))
    document = _SentFormParser()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = document.begin
    parser.EndElementHandler = document.end
    parser.CharacterDataHandler = document.say
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        sentence = N_("This form is incomplete or has a wrong character in line %(line)s. Send it again.")
        raise Refused(Message(sentence, {"line": error.lineno})) from None
    except (LookupError, UnicodeError, ValueError):
        raise Refused(Message(N_("This form names a wrong encoding. Telephones send UTF-8."))) from None
    return document.form()


class _SentFormParser:
    """Handles the elements of a form."""

    def __init__(self) -> None:
        self._open: list[SentElement] = []
        self._root = SentElement("")
        self._said: dict[str, str] = {}
        self._elements = 0

    def begin(self, tag: str, values: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) >= MOST_DEEP or self._elements > MOST_ELEMENTS:
            raise Refused(Message(N_("Telephones do not send a form like this. Fill in a new form.")))
        element = SentElement(_local(tag))
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root, self._said = element, {_local(name): value for name, value in values.items()}
        self._open.append(element)

    def say(self, words: str) -> None:
        if self._open:
            self._open[-1].text += words

    def end(self, tag: str) -> None:
        self._open.pop()

    def form(self) -> SentForm:
        root = self._root
        meta = next((each for each in root.children if each.name == META), SentElement(META))
        told = [meta.child(name) for name in ("instanceID", "deprecatedID", "rootUuid")]
        # Old telephones write the instance id beside the form's own id.
        told[0] = told[0] or self._said.get("instanceID", "")
        instance, replaces, first = (_id(each) for each in told)
        answers = [each for each in root.children if each is not meta]
        code, version = self._said.get("id", ""), self._said.get("version", "")
        return SentForm(code, version, instance, replaces, first, answers)


def _leaves(element: SentElement, path: str) -> Iterator[tuple[str, str]]:
    if not element.children:
        yield path, element.text
    for child in element.children:
        yield from _leaves(child, f"{path}/{child.name}")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _id(text: str) -> str:
    plain = text.strip().removeprefix("uuid:")
    if len(plain) > LONGEST_ID or not plain.isprintable():
        raise Refused(Message(N_("Telephones do not give a form such an id. Fill in a new form.")))
    return plain


def _no_doctype(*told: object) -> None:
    raise Refused(Message(N_("This form declares a document type or entities, which no telephone sends.")))
