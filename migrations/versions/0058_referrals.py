"""That a need was taken to an office, and what the office answered.

Revision: 0058, after 0057

Needs from before wait to be taken: nothing tells where they were taken without a record.

Going back loses: need_referral, referral_answer.
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    _create("need_referral", "need", "office", "taken_by", "asked_for", "paper")
    _create("referral_answer", "need_referral", "state", "words", column="referral_id")


def downgrade() -> None:
    for table in ("referral_answer", "need_referral"):
        op.drop_table(table)


def _create(table: str, of: str, *texts: str, column: str = "") -> None:
    parent = column or f"{of}_id"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column(parent, sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint([parent], [f"{of}.id"], name=op.f(f"fk_{table}_{parent}")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f(f"fk_{table}_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f(f"fk_{table}_settlement_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("settlement_id", "number", name=op.f(f"uq_{table}_settlement_id_number")),
    )
    for name in ("settlement_id", parent):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
