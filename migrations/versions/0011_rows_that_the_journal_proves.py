"""Digests of rows beside the journal; what may only grow cannot be emptied at once either.

Revision: 0011, after 0010

Going back loses: journal_row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

DIGESTS_ANEW = "every table"
"""What stands in these tables before this revision is taken up: see db/journal_backfill.py."""

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = ("number", "chain_id", "sequence", "table_name", '"key"', "digest")
FORGETS = " AND ".join(f"NEW.{column} = OLD.{column}" for column in KEPT) + " AND NEW.salt = ''"
"""An erased row's older digests lose their salts; nothing else about them changes."""

GUARDS = {
    "sqlite": [
        "CREATE TRIGGER journal_row_no_delete BEFORE DELETE ON journal_row "
        "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END",
        f"CREATE TRIGGER journal_row_no_update BEFORE UPDATE ON journal_row WHEN NOT ({FORGETS}) "
        "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END",
    ],
    "postgresql": [
        "CREATE TRIGGER journal_row_no_delete BEFORE DELETE ON journal_row "
        "FOR EACH ROW EXECUTE FUNCTION journal_only_grows()",
        f"CREATE TRIGGER journal_row_no_update BEFORE UPDATE ON journal_row "
        f"FOR EACH ROW WHEN (NOT ({FORGETS})) EXECUTE FUNCTION journal_only_grows()",
        *(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()"
            for table in ("journal_entry", "journal_row")
        ),
    ],
}


def upgrade() -> None:
    op.create_table(
        "journal_row",
        sa.Column("number", KEY, nullable=False),
        sa.Column("chain_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id", "sequence"],
            ["journal_entry.chain_id", "journal_entry.sequence"],
            name=op.f("fk_journal_row_chain_id"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal_row")),
    )
    for guard in GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER journal_entry_no_truncate ON journal_entry")
    else:
        # SQLite empties a table before it drops it.
        op.execute("DROP TRIGGER journal_row_no_delete")
    op.drop_table("journal_row")
