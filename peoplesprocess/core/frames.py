"""Frames of reference by which programmes report: their codes, and the tags that put an item under a code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from peoplesprocess.core.messages import N_, Message, Plural, RefusalList, Refused
from peoplesprocess.core.search import folded

MOST_CODES = 60
"""So many codes a frame of a programme's own can have."""
LONGEST_CODE = 20
OWN = "own-"
"""With this and a number begins the key of a frame that a programme wrote itself."""
_BETWEEN_CODES = re.compile(r"[,;،؛\n]+")
_CODE = re.compile(r"[\w.\-]+")
_ACROSS = ":"
"""Stands in a tag between the key of a frame, which has none, and a code."""


@dataclass(frozen=True, slots=True)
class FrameOfReference:
    """A frame: its name, the document that it comes from, and the titles of its codes, in their order.

    A document with `paragraphs` is cited by their numbers, from 1 on, and needs no titles. `aliases` are
    other names by which a code is found, `of_sector` the code that usually fits needs of a sector.
    """

    key: str
    name: str
    document: str
    titles: Mapping[str, str]
    paragraphs: int = 0
    aliases: Mapping[str, str] = field(default_factory=dict)
    of_sector: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether a programme wrote it itself."""
        return self.key.startswith(OWN)

    @property
    def codes(self) -> list[str]:
        """The codes that can be named one by one."""
        return list(self.titles)

    def has(self, code: str) -> bool:
        """Return whether a code is one of this frame."""
        is_paragraph = code.isascii() and code.isdecimal() and not code.startswith("0")
        return code in self.titles or (is_paragraph and int(code) <= self.paragraphs)

    def title(self, code: str) -> str | Message:
        """Return what a code is called; one that the frame no longer has says so."""
        if code in self.titles:
            return self.titles[code]
        if self.has(code):
            return Message(N_("Paragraph %(number)s"), {"number": code})
        return Message(N_("No longer in this framework"))

    def found(self, typed: str) -> str | None:
        """Return the code that somebody means by its code or another name, in any script; None if none is."""
        # A number in Arabic script has a point of its own.
        sought = folded(typed).replace("٫", ".")
        for code in self.titles:
            if folded(code) == sought:
                return code
        for name, code in self.aliases.items():
            if folded(name) == sought:
                return code
        return sought if self.has(sought) else None

    def suggested(self, sectors: Iterable[str]) -> list[str]:
        """Return the codes that usually fit needs of these sectors, each once, in the order of the frame."""
        fitting = {self.of_sector[sector] for sector in sectors if sector in self.of_sector}
        return [code for code in self.titles if code in fitting]


def read_codes(frame: FrameOfReference, typed: str, kept: Sequence[str] = ()) -> list[str]:
    """Return the codes that were typed, each once; those in `kept` may be ones that the frame has no longer.

    They stand with commas between them. Errors: Refused, naming what is no code.
    """
    codes: dict[str, None] = {}
    for part in filter(None, (each.strip() for each in _BETWEEN_CODES.split(typed))):
        code = part if part in kept else frame.found(part)
        if code is None:
            sentence = N_(
                "“%(typed)s” is no code of this framework. Choose codes from the list, with commas between "
                "them."
            )
            raise Refused(Message(sentence, {"typed": part}))
        codes[code] = None
    return list(codes)


def written_codes(codes: Iterable[str]) -> str:
    """Return codes as they stand in a field."""
    return ", ".join(codes)


def tag_of(frame: str, code: str) -> str:
    """Return the tag that puts an item under a code of a frame."""
    return f"{frame}{_ACROSS}{code}"


def frame_and_code(tag: str) -> tuple[str, str]:
    """Return the key of the frame in a tag, and the code."""
    frame, _, code = tag.partition(_ACROSS)
    return frame, code


def tags_before(frame: str) -> str:
    """Return what the tags of a frame begin with."""
    return tag_of(frame, "")


def codes_in(tags: Iterable[str], frame: str) -> list[str]:
    """Return the codes of a frame among the tags of an item."""
    start = tags_before(frame)
    return [tag.removeprefix(start) for tag in tags if tag.startswith(start)]


def with_codes(tags: Iterable[str], frame: str, codes: Iterable[str]) -> list[str]:
    """Return an item's tags with these codes of a frame and no others of it."""
    start = tags_before(frame)
    others = [tag for tag in tags if not tag.startswith(start)]
    return [*others, *(tag_of(frame, code) for code in codes)]


def read_titles(typed: str) -> dict[str, str]:
    """Return the codes of a frame with their titles, which were typed line by line, the code first.

    Errors: Refused, at `codes`, naming each line that cannot be right.
    """
    titles: dict[str, str] = {}
    refusals = RefusalList()
    lines = [line.split(maxsplit=1) for line in typed.splitlines() if line.strip()]
    for number, (code, *title) in enumerate(lines, start=1):
        with refusals:
            _check_code(number, code, titles)
        titles[code] = title[0].strip() if title else code
    with refusals:
        if not titles:
            raise Refused(Message(N_("Write at least one code.")), "codes")
        if len(titles) > MOST_CODES:
            sentence = Plural(
                "Keep the framework to %(count)s code.", "Keep the framework to %(count)s codes.", MOST_CODES
            )
            raise Refused(sentence, "codes")
    refusals.settle()
    return titles


def written_titles(titles: Mapping[str, str]) -> str:
    """Return codes with their titles as they are typed."""
    return "\n".join(code if title == code else f"{code} {title}" for code, title in titles.items())


def _check_code(number: int, code: str, before: Mapping[str, str]) -> None:
    values = {"line": number, "code": code}
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        sentence = N_(
            "Line %(line)s: begin it with a short code of letters, digits, points or hyphens, such as A.1."
        )
        raise Refused(Message(sentence, values), "codes")
    if folded(code) in map(folded, before):
        raise Refused(
            Message(N_("Line %(line)s: the code %(code)s is in a line above. Keep one of them."), values),
            "codes",
        )
