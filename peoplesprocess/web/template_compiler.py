"""Compiling templates to less work than Jinja's own code; output and escaping stay the same.

Jinja supports much that our templates never use. A long page makes hundreds of calls, and cheap calls are
most of its cost.
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

# The function inside `escape`, without the creation of a Markup object.
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]


def escaped(value: object) -> str:
    """Return a value as escaped text for direct output, without marking it as safe."""
    if type(value) is str:
        return escaped_text(value)
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


class PageMacro(Macro):
    """A macro that skips Jinja's handling of arguments if it is called with positional ones only."""

    def __call__(self, *values: object, **named: object) -> str:
        """Return the macro's output."""
        left_out = self._argument_count - len(values)
        if named or left_out < 0 or self.caller or self.catch_kwargs or self.catch_varargs:
            return super().__call__(*values, **named)
        return str.__new__(Markup, self._func(*values, *(missing,) * left_out))


class PageCodeGenerator(CodeGenerator):
    """Generates the Python code of a template."""

    def write_commons(self) -> None:
        """Start a function with the names that all functions use."""
        super().write_commons()
        self.writeline("escaped = environment.escaped")
        self.writeline("Macro = environment.macro")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: object) -> None:
        self.write("escaped(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Generate a call without the check for the context, as none of our functions takes it."""
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
        """Output nothing without an `else`, and create no Undefined object for it."""
        node.expr2 = node.expr2 or nodes.Const("")
        super().visit_CondExpr(node, frame)


class PageEnvironment(Environment):
    """Flask's template environment, with all globals in one dictionary."""

    code_generator_class = PageCodeGenerator
    escaped = staticmethod(escaped)
    macro = PageMacro

    def make_globals(self, d: MutableMapping[str, object] | None) -> MutableMapping[str, object]:
        """Return the globals themselves; a ChainMap would be searched again for each page."""
        return super().make_globals(d) if d else self.globals
