"""Tables and columns under the field's own names; nothing else about them changes.

Revision: 0007, after 0006
"""

import re
from collections.abc import Callable, Mapping

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = {
    "voice": "need_group",
    "passage": "step_closure",
    "slip": "voting_code",
    "handed_in": "returned_code",
    "typing": "data_entry",
    "mending": "defect_rectification",
    "spending": "cash_book_entry",
    "refusal": "tranche_refusal",
    "release": "tranche_release",
    "answer": "form_submission",
    "chain": "journal_head",
    "sheet": "ballot_sheet",
}
COLUMNS = {
    "settlement": {"land": "tenure", "required": "required_groups"},
    "need": {"words": "statement", "answer": "response_type"},
    "plan_item": {"doer": "implementer", "upkeep": "operation_and_maintenance"},
    "handed_in": {"slip_id": "voting_code_id"},
    "sealed_ballot": {"slip_id": "voting_code_id"},
    "late_vote": {"slip_id": "voting_code_id"},
    "mending": {"mended_on": "rectified_on"},
}
"""By the tables' earlier names."""

_NAME = re.compile(r"\b(pk|uq|fk|ck|ix)_(\w+)")


def upgrade() -> None:
    _rename(TABLES, COLUMNS)


def downgrade() -> None:
    columns = {
        TABLES.get(table, table): {new: old for old, new in named.items()} for table, named in COLUMNS.items()
    }
    _rename({new: old for old, new in TABLES.items()}, columns)


def _rename(tables: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]) -> None:
    for table, named in columns.items():
        for old, new in named.items():
            op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    for old, new in tables.items():
        op.rename_table(old, new)
    for table in {*tables.values(), *(tables.get(table, table) for table in columns)}:
        before = next((old for old, new in tables.items() if new == table), table)
        _rename_constraints(table, before, columns.get(before, {}))


def _rename_constraints(table: str, before: str, named: Mapping[str, str]) -> None:
    """Name what belongs to a table as if it and its columns had always been called what they are now."""

    def renamed(name: str) -> str:
        kind, _, rest = name.partition("_")
        rest = rest.removeprefix(before)
        for old, new in named.items():
            rest = re.sub(rf"(?<![a-z]){old}(?![a-z])", new, rest)
        return f"{kind}_{table}{rest}"

    if op.get_bind().dialect.name == "postgresql":
        _rename_on_postgresql(table, renamed)
    else:
        _rename_on_sqlite(table, before, renamed)


def _rename_on_postgresql(table: str, renamed: Callable[[str], str]) -> None:
    connection = op.get_bind()
    constraints = connection.execute(
        sa.text("SELECT conname FROM pg_constraint WHERE conrelid = CAST(:t AS regclass) AND contype <> 'n'"),
        {"t": table},
    ).scalars()
    for name in constraints.all():
        if renamed(name) != name:
            op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {name} TO {renamed(name)}")
    indexes = connection.execute(
        # Of this schema alone: a restore keeps the tables that it replaces in another one.
        sa.text(
            "SELECT indexname FROM pg_indexes"
            " WHERE schemaname = current_schema() AND tablename = :t AND indexname LIKE 'ix%'"
        ),
        {"t": table},
    ).scalars()
    for name in indexes.all():
        if renamed(name) != name:
            op.execute(f"ALTER INDEX {name} RENAME TO {renamed(name)}")


def _rename_on_sqlite(table: str, before: str, renamed: Callable[[str], str]) -> None:
    """SQLite renames no constraint and no index: the first are text of the schema, the second made anew.

    Editing the text is the way that SQLite's documentation gives for changes that touch no row.
    """
    connection = op.get_bind()
    for index in sa.inspect(connection).get_indexes(table):
        name, unique = str(index["name"]), bool(index["unique"])
        if name.startswith("ix_") and renamed(name) != name:
            columns = [str(column) for column in index["column_names"]]
            op.drop_index(name, table)
            op.create_index(renamed(name), table, columns, unique=unique)
    found = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :t"), {"t": table}
    ).scalar_one()
    ours = [match[0] for match in _NAME.finditer(found) if match[2].startswith(before)]
    for name in sorted(set(ours), key=len, reverse=True):
        found = re.sub(rf"\b{name}\b", renamed(name), found)
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :t"),
        {"sql": found, "t": table},
    )
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
