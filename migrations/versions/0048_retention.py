"""A part of a grant that is held back until the defects period is over, its defects, and what repairs took.

Revision: 0048, after 0047

Contracts from before hold nothing back, and nobody else pays for them.

On the way back what others pay counts as the community's part, a retention is one more instalment that waits
for the certificate, and photos of defects are gone, as are defects that were struck by themselves.

Going back loses: other_payment, split_reason, cash_book_entry.seller, contract.payers, contract.contribution,
contract.retention, contract.defects_months, amendment.defects_months, amendment.former_defects_months,
tranche.is_retention, defect.found_on, defect.turn, retention_deduction.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"

ONE_RECORD, FK, INDEX = "ck_attachment_one_record", "fk_attachment_defect_id", "ix_attachment_defect_id"
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
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
    empty = sa.Column("payers", JSON, nullable=False, server_default=sa.text("'[]'"))
    op.add_column("contract", empty)
    for table in ("contract", "amendment"):
        _check_sums(table, ">=")
    _other_payments()
    nobody = sa.Column("seller", sa.String(), nullable=False, server_default="")
    op.add_column("cash_book_entry", nobody)
    _split_reasons()
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("defect_id", sa.Uuid(), nullable=True))
        table.drop_constraint(op.f(ONE_RECORD), type_="check")
        table.create_foreign_key(op.f(FK), "defect", ["defect_id"], ["id"])
        table.create_check_constraint(op.f(ONE_RECORD), _one_of(*OTHERS, "defect_id"))
        table.create_index(op.f(INDEX), ["defect_id"], unique=False)


def downgrade() -> None:
    op.drop_table("split_reason")
    op.drop_column("cash_book_entry", "seller")
    op.drop_table("other_payment")
    op.execute("UPDATE contract SET contribution = total - grant_amount")
    op.execute("UPDATE amendment SET contribution = total - grant_amount")
    for table in ("contract", "amendment"):
        _check_sums(table, "=")
    op.drop_column("contract", "payers")
    op.execute("DELETE FROM attachment WHERE defect_id IS NOT NULL")
    with op.batch_alter_table("attachment") as table:
        table.drop_constraint(op.f(ONE_RECORD), type_="check")
        table.drop_index(op.f(INDEX))
        table.drop_constraint(op.f(FK), type_="foreignkey")
        table.drop_column("defect_id")
        table.create_check_constraint(op.f(ONE_RECORD), _one_of(*OTHERS))
    op.drop_table("retention_deduction")
    # Nothing before this revision knows that a defect can be struck by itself: it would be open again.
    op.execute(
        "DELETE FROM defect WHERE found_on IS NOT NULL "
        "AND EXISTS (SELECT 1 FROM strike WHERE strike.record_id = defect.id)"
    )
    op.drop_column("defect", "turn")
    op.drop_column("defect", "found_on")
    for name in MONTHS:
        op.drop_column("amendment", name)
    op.drop_column("tranche", "is_retention")
    op.drop_column("contract", "defects_months")
    op.drop_column("contract", "retention")


def _deductions() -> None:
    _create(
        "retention_deduction",
        ("programme", "settlement", "contract", "defect"),
        sa.Column("deducted_on", sa.Date(), nullable=False),
        *(sa.Column(text, sa.String(), nullable=False) for text in ("reason", "paper")),
    )


def _create(name: str, owners: tuple[str, ...], *parts: sa.Column) -> None:
    """A table of sums that belong to a contract, numbered for it."""
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Uuid(), nullable=False) for owner in owners),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(number, sa.BigInteger(), nullable=False) for number in ("number", "amount")),
        *parts,
        sa.CheckConstraint("amount > 0", name=op.f(f"ck_{name}_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{name}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{name}_{owner}_id"))
            for owner in owners
        ),
        sa.UniqueConstraint("contract_id", "number", name=op.f(f"uq_{name}_contract_id_number")),
    )
    for owner in owners[1:]:
        op.create_index(op.f(f"ix_{name}_{owner}_id"), name, [f"{owner}_id"])


def _check_sums(table: str, sign: str) -> None:
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(op.f(f"ck_{table}_sums"), type_="check")
        sums = f"total {sign} contribution + grant_amount and grant_amount > 0"
        changed.create_check_constraint(op.f(f"ck_{table}_sums"), sums)


def _other_payments() -> None:
    _create(
        "other_payment",
        ("programme", "settlement", "contract"),
        sa.Column("received_on", sa.Date(), nullable=False),
        *(sa.Column(text, sa.String(), nullable=False) for text in ("source", "paper")),
    )


def _split_reasons() -> None:
    name, owners = "split_reason", ("programme", "settlement", "contract")
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Uuid(), nullable=False) for owner in owners),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{name}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{name}_{owner}_id"))
            for owner in owners
        ),
        sa.UniqueConstraint("contract_id", "number", name=op.f(f"uq_{name}_contract_id_number")),
    )
    for owner in owners[1:]:
        op.create_index(op.f(f"ix_{name}_{owner}_id"), name, [f"{owner}_id"])


def _one_of(*columns: str) -> str:
    return " + ".join(f"case when {column} is null then 0 else 1 end" for column in columns) + " = 1"
