"""Compiles templates to less work a page than Jinja does by itself; what they say and escape stays the same.

Jinja prepares for much that no template of ours does. A long page asks hundreds of times, and cheap calls are
most of what a page costs.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from keyword import iskeyword

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

# What `escape` itself calls for a plain text, before it makes a Markup of it.
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]


def escaped(value: object) -> str:
    """Return a value as a page says it: it goes right into the page and needs no mark that it is safe."""
    if type(value) is str:
        return escaped_text(value)
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


class PageMacro(Macro):
    """A macro that is called as it was written, past what finds out how else it could be called."""

    def __call__(self, *values: object, **named: object) -> str:
        """Return what it says."""
        left_out = self._argument_count - len(values)
        if named or left_out < 0 or self.caller or self.catch_kwargs or self.catch_varargs:
            return super().__call__(*values, **named)
        return str.__new__(Markup, self._func(*values, *(missing,) * left_out))


class PageCodeGenerator(CodeGenerator):
    """Writes the Python that a template becomes."""

    def write_commons(self) -> None:
        """Begin a function with what all of them use."""
        super().write_commons()
        self.writeline("escaped = environment.escaped")
        self.writeline("Macro = environment.macro")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: object) -> None:
        self.write("escaped(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Call without looking whether the context is wanted: none of our functions takes it."""
        spread = node.dyn_args or node.dyn_kwargs or any(iskeyword(each.key) for each in node.kwargs)
        if forward_caller or spread:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in (*node.args, *node.kwargs):
            self.visit(each, frame)
            self.write(", ")
        self.write(")")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        """Say nothing where there is no `else`, without an object that could explain it."""
        node.expr2 = node.expr2 or nodes.Const("")
        super().visit_CondExpr(node, frame)


class PageEnvironment(Environment):
    """Flask's environment for templates, with what all of them know in one dictionary."""

    code_generator_class = PageCodeGenerator
    escaped = staticmethod(escaped)
    macro = PageMacro

    def make_globals(self, d: MutableMapping[str, object] | None) -> MutableMapping[str, object]:
        """Return what a template knows, the dictionary itself: a chain is walked anew for each page."""
        return super().make_globals(d) if d else self.globals
