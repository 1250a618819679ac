"""What a group agreed on beside its tokens; works built in any case, rivals, pledges, changed costs.

Revision: 0003, after 0002

Going back loses: cost_change, round.criteria, round.mandatory, round.rivals, round.pledges, round.weights,
sheet.marks, typing.marks.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

UTC_TIME = sa.DateTime(timezone=True)

JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")
LISTS = {"criteria": "[]", "mandatory": "[]", "rivals": "[]", "pledges": "{}", "weights": "{}"}


def upgrade() -> None:
    with op.batch_alter_table("round") as table:
        for name, empty in LISTS.items():
            table.add_column(sa.Column(name, JSON_, nullable=False, server_default=empty))
    for name in ("sheet", "typing"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("marks", JSON_, nullable=False, server_default="{}"))
    op.create_table(
        "cost_change",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("need", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_cost_change_round_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_cost_change_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_cost_change_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_change")),
    )
    op.create_index(op.f("ix_cost_change_round_id"), "cost_change", ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_cost_change_round_id"), table_name="cost_change")
    op.drop_table("cost_change")
    for name in ("typing", "sheet"):
        with op.batch_alter_table(name) as table:
            table.drop_column("marks")
    with op.batch_alter_table("round") as table:
        for name in LISTS:
            table.drop_column(name)
