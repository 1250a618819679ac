"""What was paid and what was given stand apart; days on paper of instalments; numbers of payments put right.

Revision: 0049, after 0048

A visit and a summary said in one sum what the cash book had paid and what labour and materials were worth.
On the way back they say the one sum again, and public audits that were struck are gone.

Going back loses: payment_number, tranche_request.on_paper_at, tranche_release.on_paper_at,
final_account.cost_reason, final_account.meeting_id.
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

DIGESTS_ANEW = ("visit",)
FK = "fk_final_account_meeting_id"
DONE_ON_PAPER = ("tranche_request", "tranche_release")

GIVEN_UNTIL_A_VISIT = """
UPDATE visit SET given_in_kind = (
    SELECT coalesce(sum(contribution_entry.value), 0) FROM contribution_entry
    WHERE contribution_entry.contract_id = visit.contract_id
    AND contribution_entry.kind <> 'cash'
    AND contribution_entry.given_on <= visit.visited_on
    AND contribution_entry.made_at <= visit.made_at
    AND NOT EXISTS (
        SELECT 1 FROM strike
        WHERE strike.record_id = contribution_entry.id AND strike.made_at <= visit.made_at
    )
)
"""
GIVEN_IN_A_SETTLEMENT = """
UPDATE settlement_summary SET given_in_kind = (
    SELECT coalesce(sum(contribution_entry.value), 0) FROM contribution_entry
    WHERE contribution_entry.settlement_id = settlement_summary.settlement_id
    AND contribution_entry.kind <> 'cash'
    AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = contribution_entry.id)
)
"""
GIVEN_IN_A_PROGRAMME = """
UPDATE programme_total SET given_in_kind = (
    SELECT coalesce(sum(settlement_summary.given_in_kind), 0) FROM settlement_summary
    WHERE settlement_summary.programme_id = programme_total.programme_id
    AND settlement_summary.currency = programme_total.currency
)
"""
APART = "UPDATE {table} SET spent = spent - given_in_kind"
TOGETHER = "UPDATE {table} SET spent = spent + given_in_kind"
RENAMED = "ALTER TABLE settlement_summary RENAME COLUMN {former} TO {name}"


def upgrade() -> None:
    for table in ("visit", "settlement_summary", "programme_total"):
        none = sa.Column("given_in_kind", sa.BigInteger(), nullable=False, server_default="0")
        op.add_column(table, none)
    op.execute(GIVEN_UNTIL_A_VISIT)
    op.execute(GIVEN_IN_A_SETTLEMENT)
    op.execute(GIVEN_IN_A_PROGRAMME)
    for table in ("visit", "settlement_summary", "programme_total"):
        op.execute(APART.format(table=table))
    op.execute(RENAMED.format(former="contracted_spent", name="contracted_cost"))
    for table in DONE_ON_PAPER:
        op.add_column(table, sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("final_account") as account:
        account.add_column(sa.Column("cost_reason", sa.String(), nullable=False, server_default=""))
        account.add_column(sa.Column("meeting_id", sa.Uuid(), nullable=True))
        account.create_foreign_key(op.f(FK), "meeting", ["meeting_id"], ["id"])
    _payment_numbers()


def downgrade() -> None:
    # Nothing before this revision knows that an audit can be struck: it would count again.
    op.execute("DELETE FROM audit WHERE EXISTS (SELECT 1 FROM strike WHERE strike.record_id = audit.id)")
    op.drop_table("payment_number")
    with op.batch_alter_table("final_account") as account:
        account.drop_constraint(op.f(FK), type_="foreignkey")
        account.drop_column("meeting_id")
        account.drop_column("cost_reason")
    for table in DONE_ON_PAPER:
        op.drop_column(table, "on_paper_at")
    op.execute(RENAMED.format(former="contracted_cost", name="contracted_spent"))
    for table in ("visit", "settlement_summary", "programme_total"):
        op.execute(TOGETHER.format(table=table))
        op.drop_column(table, "given_in_kind")


def _payment_numbers() -> None:
    owners = {"programme_id": "programme", "settlement_id": "settlement", "release_id": "tranche_release"}
    op.create_table(
        "payment_number",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in owners),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("paper", "reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_number")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_payment_number_made_by")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_payment_number_{name}"))
            for name, table in owners.items()
        ),
        sa.UniqueConstraint("release_id", "number", name=op.f("uq_payment_number_release_id_number")),
    )
    op.create_index(op.f("ix_payment_number_settlement_id"), "payment_number", ["settlement_id"])
