"""Struck records, counter-entries of the cash book, changes of settlements and of seats.

On the way back counter-entries no longer name the line that they correct; a settlement's own percentage and
office and the end of a committee's term are gone.

Revision: 0018, after 0017

Going back loses: strike, settlement_change, seat_change, settlement.contribution, settlement.authority_name.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"

JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")
AMOUNT = "ck_cash_book_entry_amount"
EITHER = "amount <> 0 and (corrects is null or amount < 0)"


def upgrade() -> None:
    _create(
        "strike",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("replacement_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.UniqueConstraint("record_id", name=op.f("uq_strike_record_id")),
    )
    op.create_index(op.f("ix_strike_replacement_id"), "strike", ["replacement_id"], unique=False)
    with op.batch_alter_table("cash_book_entry") as table:
        table.add_column(sa.Column("corrects", sa.Uuid(), nullable=True))
        table.drop_constraint(op.f(AMOUNT), type_="check")
        table.create_check_constraint(op.f(AMOUNT), EITHER)
        table.create_foreign_key(op.f("fk_cash_book_entry_corrects"), "cash_book_entry", ["corrects"], ["id"])
        table.create_index(op.f("ix_cash_book_entry_corrects"), ["corrects"], unique=False)
    _create(
        "settlement_change",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "reason")),
        *(sa.Column(name, JSON_, nullable=False) for name in ("before", "after")),
    )
    op.add_column("settlement", sa.Column("contribution", sa.BigInteger(), nullable=True))
    none = sa.Column("authority_name", sa.String(), nullable=False, server_default="")
    op.add_column("settlement", none)
    _create(
        "seat_change",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "reason", "group_code")),
        sa.Column("changed_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("woman", "signatory")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_seat_change_seat_id")),
        sa.UniqueConstraint("seat_id", "number", name=op.f("uq_seat_change_seat_id_number")),
    )
    op.create_index(op.f("ix_seat_change_seat_id"), "seat_change", ["seat_id"], unique=False)
    op.add_column("election", sa.Column("term_ends_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("election", "term_ends_on")
    op.drop_index(op.f("ix_seat_change_seat_id"), table_name="seat_change")
    op.drop_index(op.f("ix_seat_change_settlement_id"), table_name="seat_change")
    op.drop_table("seat_change")
    op.drop_column("settlement", "authority_name")
    op.drop_column("settlement", "contribution")
    op.drop_index(op.f("ix_settlement_change_settlement_id"), table_name="settlement_change")
    op.drop_table("settlement_change")
    with op.batch_alter_table("cash_book_entry") as table:
        table.drop_index(op.f("ix_cash_book_entry_corrects"))
        table.drop_constraint(op.f("fk_cash_book_entry_corrects"), type_="foreignkey")
        table.drop_constraint(op.f(AMOUNT), type_="check")
        table.create_check_constraint(op.f(AMOUNT), "amount <> 0")
        table.drop_column("corrects")
    op.drop_index(op.f("ix_strike_replacement_id"), table_name="strike")
    op.drop_index(op.f("ix_strike_settlement_id"), table_name="strike")
    op.drop_table("strike")


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of rows that belong to a settlement."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f(f"fk_{table}_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f(f"fk_{table}_settlement_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_settlement_id"), table, ["settlement_id"], unique=False)
