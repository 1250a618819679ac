"""The expressions of XLSForms: the part of XPath that form authors use, parsed once into a tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.xlsform.functions import FUNCTIONS, KNOWN_ELSEWHERE
from peoplesprocess.core.xlsform.slow_patterns import is_slow_pattern

LONGEST = 4_000
DEEPEST = 40
"""The deepest nesting of brackets."""
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<reference>\$\{\s*[^\s${}]+\s*\})
    |(?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
    |(?P<sign><=|>=|!=|\.\.|//|[-+*=<>(),./\[\]|@])
    )""",
    re.VERBOSE,
)
_BINDING = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
"""Operators, those that bind loosest first."""
OPERATORS = frozenset(name for names in _BINDING for name in names)
_WORDS = frozenset({"or", "and", "div", "mod"})
_QUOTES = str.maketrans("‘’“”", "''\"\"")
"""Typographic quotes, which spreadsheet programs put in place of plain ones."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text."""

    value: Fraction | str


@dataclass(frozen=True, slots=True)
class QuestionReference:
    """The answers to the question with this name, "" for the expression's own question."""

    name: str


@dataclass(frozen=True, slots=True)
class ChoiceFilterColumn:
    """A column of the sheet `choices`, in a filter of choices."""

    name: str


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function with its arguments; operators are functions too."""

    name: str
    arguments: tuple[Node, ...]


Node = Literal | QuestionReference | ChoiceFilterColumn | FunctionCall


class BadExpression(ValueError):
    """The text is not an expression; `sentence` says what is wrong with it."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.sentence = Message(text, values)


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression: its tree, the questions it names, and the parts that only telephones can compute."""

    node: Node
    references: frozenset[str] = frozenset()
    unsupported: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def parse(text: str, *, filters_choices: bool = False) -> Expression:
    """Return the expression in a cell. Errors: BadExpression."""
    if len(text) > LONGEST:
        raise BadExpression(N_("This expression is longer than %(most)s characters."), most=LONGEST)
    parser = _ExpressionParser(_tokens(text.translate(_QUOTES)), filters_choices)
    node = parser.whole()
    return Expression(node, frozenset(parser.references), frozenset(parser.unsupported))


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadExpression(N_("“%(rest)s” cannot be read."), rest=text[at:].strip()[:30])
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        at = match.end()
    if not found:
        raise BadExpression(N_("The expression is empty."))
    return found


@dataclass(slots=True)
class _ExpressionParser:
    tokens: list[tuple[str, str]]
    filters_choices: bool
    at: int = 0
    depth: int = 0
    references: set[str] = field(default_factory=set)
    unsupported: set[str] = field(default_factory=set)

    def whole(self) -> Node:
        """Return the tree of all tokens together."""
        node = self._operators(0)
        if self.at < len(self.tokens):
            raise BadExpression(
                N_("There is “%(rest)s” where nothing can follow."), rest=self.tokens[self.at][1]
            )
        return node

    @property
    def _next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _operators(self, level: int) -> Node:
        if level == len(_BINDING):
            return self._signed()
        left = self._operators(level + 1)
        while (token := self._next)[1] in _BINDING[level] and token[0] in ("sign", "name"):
            self.at += 1
            left = FunctionCall(token[1], (left, self._operators(level + 1)))
        return left

    def _signed(self) -> Node:
        if self._next == ("sign", "-"):
            self.at += 1
            with_sign = self._deeper(self._signed)
            return FunctionCall("-", (Literal(Fraction(0)), with_sign))
        return self._path()

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadExpression(
                N_("There are more than %(most)s brackets inside each other. Make it simpler."), most=DEEPEST
            )
        node = read()
        self.depth -= 1
        return node

    def _path(self) -> Node:
        """Return a value; paths through the form's tree are skipped, because only telephones follow them."""
        begins_path = self._next[1] in ("/", "//", "..", "@", "*") and self._next[0] == "sign"
        node: Node = Literal("") if begins_path else self._value()
        is_path = begins_path
        while self._next[0] == "sign" and self._next[1] in ("/", "//", "..", "@", "[", "|"):
            is_path = True
            sign = self._take()
            if sign == "[":
                self._deeper(self._predicate)
            elif self._next[0] in ("name", "reference") or self._next[1] in ("*", ".", ".."):
                self._step()
        if begins_path and self._next == ("sign", "*"):
            self.at += 1
        if is_path:
            self.unsupported.add("/")
        return node

    def _predicate(self) -> Node:
        former, self.filters_choices = self.filters_choices, True
        node = self._operators(0)
        self.filters_choices = former
        self._expect("]")
        return node

    def _step(self) -> None:
        kind, word = self._next
        self.at += 1
        if kind == "reference":
            self.references.add(_referenced_name(word))
        if self._next == ("sign", "("):
            self.at += 1
            self._arguments()

    def _value(self) -> Node:
        kind, word = self._next
        self.at += 1
        match kind:
            case "number":
                return Literal(Fraction(word))
            case "text":
                return Literal(word[1:-1])
            case "reference":
                name = _referenced_name(word)
                self.references.add(name)
                return QuestionReference(name)
            case "name":
                return self._named(word)
            case "sign" if word == ".":
                return QuestionReference("")
            case "sign" if word == "(":
                node = self._deeper(lambda: self._operators(0))
                self._expect(")")
                return node
            case "end":
                raise BadExpression(N_("The expression ends too early."))
        raise BadExpression(N_("There is “%(sign)s” where a value should be."), sign=word)

    def _named(self, name: str) -> Node:
        if self._next != ("sign", "("):
            if name in _WORDS:
                raise BadExpression(N_("There is “%(sign)s” where a value should be."), sign=name)
            if not self.filters_choices:
                self.unsupported.add(name)
            return ChoiceFilterColumn(name)
        self.at += 1
        arguments = self._arguments()
        known = FUNCTIONS.get(name)
        if known is None:
            if name not in KNOWN_ELSEWHERE:
                raise BadExpression(N_("There is no function %(name)s()."), name=name)
            self.unsupported.add(f"{name}()")
            return Literal("")
        if not known.least <= len(arguments) <= known.most:
            raise BadExpression(
                N_("The function %(name)s() is given too few or too many values: %(count)s."),
                name=name,
                count=len(arguments),
            )
        if name == "regex":
            self._pattern(arguments[1])
        return FunctionCall(name, arguments)

    def _pattern(self, node: Node) -> None:
        if not isinstance(node, Literal) or is_slow_pattern(str(node.value)):
            self.unsupported.add("regex()")
            return
        try:
            re.compile(str(node.value))
        except (re.error, RecursionError, OverflowError):
            self.unsupported.add("regex()")

    def _arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        if self._next == ("sign", ")"):
            self.at += 1
            return ()
        while True:
            found.append(self._deeper(self._argument))
            if self._next == ("sign", ","):
                self.at += 1
                continue
            self._expect(")")
            return tuple(found)

    def _argument(self) -> Node:
        # position(..) is the only path that is common in forms.
        if self.tokens[self.at : self.at + 2] == [("sign", ".."), ("sign", ")")]:
            self.at += 1
            return Literal("")
        return self._operators(0)

    def _take(self) -> str:
        word = self._next[1]
        self.at += 1
        return word

    def _expect(self, sign: str) -> None:
        if self._next != ("sign", sign):
            raise BadExpression(N_("A “%(sign)s” is missing."), sign=sign)
        self.at += 1


def _referenced_name(reference: str) -> str:
    return reference[2:-1].strip().removeprefix("last-saved#")
