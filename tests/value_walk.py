"""Follows one value through our functions while a request is answered: where it is, how often it returns.

Each function of ours that is handed the value, or from which it first comes, counts once for each place that
calls it. Calls that follow each other in one module are one stay; a return is a stay in a module that the
value has left before. Templates are one module. Libraries and the database floor are left out, as are
functions that hold the value in `self` alone, unless their answer holds it. Going back to a caller as a
function ends is no stay.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import peoplesprocess

ROOT = f"{Path(peoplesprocess.__file__).parent}/"
LEFT_OUT = ("db/",)
NO_FUNCTIONS = {"<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>"}
PAGE = "<!doctype html>"
"""A whole page is no value that somebody is handed."""
DEEPEST = 5
"""So far into what a function is handed the value is looked for."""


@dataclass
class ValueWalk:
    """The stays of a value, in order, each named by its module."""

    value: str
    stays: list[str] = field(default_factory=list)
    _seen: set[tuple[CodeType, CodeType | None, int]] = field(default_factory=set)

    @property
    def returns(self) -> int:
        """How often the value comes back to a module that it had left."""
        return len(self.stays) - len(set(self.stays))

    def follow(self, request: Callable[[], Any]) -> Any:
        """Do a request and follow the value."""
        sys.setprofile(self._event)
        try:
            return request()
        finally:
            sys.setprofile(None)

    def _event(self, frame: FrameType, event: str, answer: object) -> None:
        if event not in ("call", "return") or (module := _module(frame)) is None:
            return
        if event == "call":
            if _handed(frame, self.value):
                self._stay(module, frame)
        elif not _handed(frame, self.value) and _holds(answer, self.value):
            self._stay(module, frame)

    def _stay(self, module: str, frame: FrameType) -> None:
        caller = frame.f_back
        place = (frame.f_code, caller.f_code if caller else None, caller.f_lineno if caller else 0)
        if place in self._seen:
            return
        self._seen.add(place)
        if not self.stays or self.stays[-1] != module:
            self.stays.append(module)


def _module(frame: FrameType) -> str | None:
    """The module of a function of ours, None of what is left out; below a template all is the template."""
    name = frame.f_code.co_filename
    if not name.startswith(ROOT):
        return None
    path = name.removeprefix(ROOT)
    if path.startswith(LEFT_OUT) or frame.f_code.co_name in NO_FUNCTIONS:
        return None
    above: FrameType | None = frame
    while above is not None:
        if above.f_code.co_filename.endswith(".html"):
            return "template"
        above = above.f_back
    return path


def _handed(frame: FrameType, value: str) -> bool:
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & 4) + bool(code.co_flags & 8)
    names = [name for name in code.co_varnames[:count] if name not in ("self", "cls")]
    return any(_holds(frame.f_locals.get(name), value) for name in names)


def _holds(found: object, value: str, depth: int = 0) -> bool:
    if isinstance(found, str):
        return value in found and not found.startswith(PAGE)
    if depth > DEEPEST or found is None or isinstance(found, int | float | bytes | type):
        return False
    if isinstance(found, Mapping):
        return any(_holds(each, value, depth + 1) for each in found.values())
    if isinstance(found, list | tuple | set | frozenset):
        return any(_holds(each, value, depth + 1) for each in found)
    if type(found).__module__.startswith("peoplesprocess"):
        parts = getattr(found, "__dict__", None)
        if parts is None:
            parts = {name: getattr(found, name, None) for name in getattr(found, "__slots__", ())}
        return any(_holds(each, value, depth + 1) for name, each in list(parts.items()) if name[0] != "_")
    return False
