"""Items of a plan in detail: problem, estimate, funding, tags; and the unit rates that a programme keeps.

Revision: 0041, after 0040

All of it starts empty, so that what was answered stays answered.

Going back loses: unit_rate, plan_item.labour_days, plan_item.problem, plan_item.cause, plan_item.estimate,
plan_item.funding, plan_item.horizon, plan_item.rung, plan_item.level, plan_item.policy_gap,
plan_item.outcome, plan_item.other_outcomes, plan_item.climate.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TEXTS = ("problem", "cause", "horizon", "rung", "level", "policy_gap", "outcome", "climate")
LISTS = ("estimate", "funding", "other_outcomes")


def upgrade() -> None:
    days = sa.Column("labour_days", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("plan_item", days)
    for name in TEXTS:
        op.add_column("plan_item", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in LISTS:
        op.add_column("plan_item", sa.Column(name, JSON, nullable=False, server_default="[]"))
    op.create_table(
        "unit_rate",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "programme_id")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("line", "number", "rate")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("title", "unit", "currency", "reason")),
        sa.Column("is_labour_day", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_rate")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_unit_rate_programme_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_unit_rate_made_by")),
        sa.UniqueConstraint(
            "programme_id", "line", "number", name=op.f("uq_unit_rate_programme_id_line_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("unit_rate")
    for name in ("labour_days", *TEXTS, *LISTS):
        op.drop_column("plan_item", name)
