"""Cycles: what belongs to which, items put off or taken out with a reason.

What belongs to which cycle is gone on the way back, and with it the closed steps of later cycles, as older
tables hold each step once.

Revision: 0014, after 0013

Going back loses: cycle, item_deferral, item_removal.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

OF_CYCLES = ("meeting", "round", "contract", "step_closure")
OF_SUMMARIES = ("cycles_before", "items_without_contract")
ONCE = "uq_step_closure_settlement_id_step"
ONCE_A_CYCLE = "uq_step_closure_settlement_id_cycles_before_step"
WITHOUT_CONTRACT = """
UPDATE settlement_summary SET items_without_contract = (
    SELECT count(*) FROM plan_item
    WHERE plan_item.plan_id = (
        SELECT plan.id FROM plan JOIN submission ON submission.plan_id = plan.id
        WHERE plan.settlement_id = settlement_summary.settlement_id ORDER BY plan.number DESC LIMIT 1
    )
    AND (
        SELECT decision.verdict FROM decision
        WHERE decision.settlement_id = settlement_summary.settlement_id
        AND decision.line = plan_item.line AND decision.fingerprint = plan_item.fingerprint
        ORDER BY decision.id DESC LIMIT 1
    ) = 'endorse'
    AND NOT EXISTS (
        SELECT 1 FROM contract
        WHERE contract.settlement_id = settlement_summary.settlement_id AND contract.line = plan_item.line
    )
)
"""


def upgrade() -> None:
    _create(
        "cycle",
        *(_whole("cycles_before"), _text("begins_with"), _whole("money_added"), _text("reason")),
        sa.UniqueConstraint(
            "settlement_id", "cycles_before", name=op.f("uq_cycle_settlement_id_cycles_before")
        ),
    )
    _create("item_deferral", _whole("line"), _text("reason"), _whole("cycles_before"))
    _create(
        "item_removal",
        *(sa.Column("plan_id", sa.Uuid(), nullable=False), _whole("line"), _text("reason")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_item_removal_plan_id")),
        sa.UniqueConstraint("plan_id", "line", name=op.f("uq_item_removal_plan_id_line")),
    )
    for table in OF_CYCLES:
        op.add_column(table, _none_before("cycles_before"))
    with op.batch_alter_table("step_closure") as table:
        table.drop_constraint(op.f(ONCE), type_="unique")
        table.create_unique_constraint(op.f(ONCE_A_CYCLE), ["settlement_id", "cycles_before", "step"])
    for name in OF_SUMMARIES:
        op.add_column("settlement_summary", _none_before(name))
    op.execute(WITHOUT_CONTRACT)


def downgrade() -> None:
    for name in OF_SUMMARIES:
        op.drop_column("settlement_summary", name)
    op.execute("DELETE FROM step_closure WHERE cycles_before > 0")
    with op.batch_alter_table("step_closure") as table:
        table.drop_constraint(op.f(ONCE_A_CYCLE), type_="unique")
        table.create_unique_constraint(op.f(ONCE), ["settlement_id", "step"])
    for table in reversed(OF_CYCLES):
        op.drop_column(table, "cycles_before")
    for table in ("item_removal", "item_deferral", "cycle"):
        op.drop_index(op.f(f"ix_{table}_settlement_id"), table_name=table)
        op.drop_table(table)


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


def _whole(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def _none_before(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
