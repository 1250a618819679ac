"""Time zones of settlements, by which a typed day is judged, and the end of a round in which nobody chose.

Revision: 0017, after 0016

Going back loses: round_ending.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

FOREIGN = (
    ("round_id", "round"),
    ("settlement_id", "settlement"),
    ("programme_id", "programme"),
    ("made_by", "account"),
)
INDEXED = ("settlement_id",)


def upgrade() -> None:
    # Empty stands for the zone of the country where the area lies.
    with op.batch_alter_table("settlement") as table:
        table.add_column(sa.Column("time_zone", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("cash_book_entry") as table:
        # Money that came back stands against what was spent, as a line below 0.
        table.drop_constraint(op.f("ck_cash_book_entry_amount"), type_="check")
        table.create_check_constraint(op.f("ck_cash_book_entry_amount"), "amount <> 0")
    op.create_table(
        "round_ending",
        *(
            sa.Column(name, sa.Uuid(), nullable=False)
            for name in ("round_id", "settlement_id", "programme_id", "id")
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_round_ending_{column}"))
            for column, table in FOREIGN
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_ending")),
        sa.UniqueConstraint("round_id", name=op.f("uq_round_ending_round_id")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_round_ending_{column}"), "round_ending", [column])


def downgrade() -> None:
    op.drop_table("round_ending")
    # The cash book keeps its refunds, and so the check that lets them stand.
    with op.batch_alter_table("settlement") as table:
        table.drop_column("time_zone")
