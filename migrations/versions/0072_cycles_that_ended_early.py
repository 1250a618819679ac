"""Cycles that ended before all their steps were closed, with the ground and the reason.

Revision: 0072, after 0071

Such cycles then go on where they were; `flask summaries rebuild` says again what waits in them.

Going back loses: cycle_ending.
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
TABLE = "cycle_ending"
AS_BEFORE = """
UPDATE settlement_summary
SET closed_steps = nullif(trim(replace(' ' || closed_steps || ' ', ' ended-early ', ' ')), '')
WHERE ' ' || closed_steps || ' ' LIKE '% ended-early %'
"""


def upgrade() -> None:
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "programme_id", "settlement_id")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cycles_before", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("ground", "reason")),
        sa.Column("goes_on_in", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{TABLE}_{column}"))
            for column, target in (
                ("programme_id", "programme.id"),
                ("settlement_id", "settlement.id"),
                ("made_by", "account.id"),
                ("goes_on_in", "settlement.id"),
            )
        ),
    )
    op.create_index(op.f(f"ix_{TABLE}_settlement_id"), TABLE, ["settlement_id"])


def downgrade() -> None:
    op.execute(AS_BEFORE)
    op.drop_table(TABLE)
