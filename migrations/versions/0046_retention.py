"""A part of a grant that is held back until the defects period is over, its defects, and what repairs took.

Revision: 0046, after 0044

Contracts from before hold nothing back.

On the way back a retention is one more instalment that waits for the certificate, and photos of defects are
gone.

Going back loses: contract.retention, contract.defects_months, amendment.defects_months,
amendment.former_defects_months, tranche.is_retention, defect.found_on, defect.turn, retention_deduction.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0044"

ONE_RECORD, FK, INDEX = "ck_attachment_one_record", "fk_attachment_defect_id", "ix_attachment_defect_id"
MONTHS = ("defects_months", "former_defects_months")
OTHERS = ("meeting_id", "cash_book_entry_id", "contract_id", "decision_id", "line", "need_id")


def upgrade() -> None:
    for name in ("retention", "defects_months"):
        none = sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        op.add_column("contract", none)
    no = sa.Column("is_retention", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("tranche", no)
    for name in MONTHS:
        op.add_column("amendment", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("defect", sa.Column("found_on", sa.Date(), nullable=True))
    op.add_column("defect", sa.Column("turn", sa.String(), nullable=False, server_default=""))
    _deductions()
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("defect_id", sa.Uuid(), nullable=True))
        table.drop_constraint(op.f(ONE_RECORD), type_="check")
        table.create_foreign_key(op.f(FK), "defect", ["defect_id"], ["id"])
        table.create_check_constraint(op.f(ONE_RECORD), _one_of(*OTHERS, "defect_id"))
        table.create_index(op.f(INDEX), ["defect_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM attachment WHERE defect_id IS NOT NULL")
    with op.batch_alter_table("attachment") as table:
        table.drop_constraint(op.f(ONE_RECORD), type_="check")
        table.drop_index(op.f(INDEX))
        table.drop_constraint(op.f(FK), type_="foreignkey")
        table.drop_column("defect_id")
        table.create_check_constraint(op.f(ONE_RECORD), _one_of(*OTHERS))
    op.drop_table("retention_deduction")
    op.drop_column("defect", "turn")
    op.drop_column("defect", "found_on")
    for name in MONTHS:
        op.drop_column("amendment", name)
    op.drop_column("tranche", "is_retention")
    op.drop_column("contract", "defects_months")
    op.drop_column("contract", "retention")


def _deductions() -> None:
    name, owners = "retention_deduction", ("programme", "settlement", "contract", "defect")
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Uuid(), nullable=False) for owner in owners),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(number, sa.BigInteger(), nullable=False) for number in ("number", "amount")),
        sa.Column("deducted_on", sa.Date(), nullable=False),
        *(sa.Column(text, sa.String(), nullable=False) for text in ("reason", "paper")),
        sa.CheckConstraint("amount > 0", name=op.f(f"ck_{name}_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{name}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{name}_{owner}_id"))
            for owner in owners
        ),
        sa.UniqueConstraint("contract_id", "number", name=op.f(f"uq_{name}_contract_id_number")),
    )
    for owner in ("settlement", "contract", "defect"):
        op.create_index(op.f(f"ix_{name}_{owner}_id"), name, [f"{owner}_id"])


def _one_of(*columns: str) -> str:
    return " + ".join(f"case when {column} is null then 0 else 1 end" for column in columns) + " = 1"
