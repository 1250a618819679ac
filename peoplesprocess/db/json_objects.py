"""JSON objects that a statement builds from columns, and lists of them, on both databases."""

from __future__ import annotations

from sqlalchemy import SQLColumnExpression, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from peoplesprocess.db.column_types import Json


class JsonObject(FunctionElement[dict[str, object]]):
    """An object of values by fixed names; booleans are 1 or 0 on a database that has no boolean type."""

    type = Json()
    inherit_cache = True

    def __init__(self, **values: SQLColumnExpression[object]) -> None:
        named: list[SQLColumnExpression[object]] = []
        for name, value in values.items():
            named += (literal_column(f"'{name}'"), value)
        super().__init__(*named)


@compiles(JsonObject)
def _sqlite(element: JsonObject, compiler: SQLCompiler, **options: object) -> str:
    return f"json_object({compiler.process(element.clauses, **options)})"


@compiles(JsonObject, "postgresql")
def _postgresql(element: JsonObject, compiler: SQLCompiler, **options: object) -> str:
    return f"jsonb_build_object({compiler.process(element.clauses, **options)})"


class JsonSubquery(FunctionElement[dict[str, object]]):
    """A subquery's JSON object inside another one; without it, SQLite would treat it as text."""

    type = Json()
    inherit_cache = True


@compiles(JsonSubquery)
def _sqlite_of(element: JsonSubquery, compiler: SQLCompiler, **options: object) -> str:
    return f"json({compiler.process(element.clauses, **options)})"


@compiles(JsonSubquery, "postgresql")
def _postgresql_of(element: JsonSubquery, compiler: SQLCompiler, **options: object) -> str:
    return compiler.process(element.clauses, **options)


class JsonList(FunctionElement[list[dict[str, object]]]):
    """The objects of all rows as a list; without rows, an empty list or NULL, depending on the database."""

    type = Json()
    inherit_cache = True


@compiles(JsonList)
def _sqlite_list(element: JsonList, compiler: SQLCompiler, **options: object) -> str:
    return f"json_group_array({compiler.process(element.clauses, **options)})"


@compiles(JsonList, "postgresql")
def _postgresql_list(element: JsonList, compiler: SQLCompiler, **options: object) -> str:
    return f"jsonb_agg({compiler.process(element.clauses, **options)})"
