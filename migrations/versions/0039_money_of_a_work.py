"""What a community gave, paid days, quotations, the store, what the bank said, and when released money came.

Revision: 0039, after 0038

Contracts from before do not say how much of their contribution is money: all of it counts as it did.

Going back loses: contract.in_cash, contract.technical_fee, cash_book_entry.comparison, contribution_entry,
muster_roll, tranche_arrival, bank_balance, price_comparison, quotation, stock_item, stock_movement.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("contract", sa.Column("in_cash", sa.BigInteger(), nullable=True))
    none = sa.Column("technical_fee", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("contract", none)
    op.add_column("cash_book_entry", sa.Column("comparison", sa.BigInteger(), nullable=True))
    _of_contract(
        "contribution_entry",
        *_texts("kind", "what", "unit", "paper"),
        *_days("given_on"),
        *_numbers("women_days", "men_days", "quantity", "value"),
        sa.CheckConstraint(
            "value > 0 and women_days >= 0 and men_days >= 0 and quantity >= 0",
            name=op.f("ck_contribution_entry_given"),
        ),
    )
    _of_contract(
        "muster_roll",
        *_texts("kind", "what", "reason"),
        *_days("since", "until"),
        *_numbers("women_days", "women_rate", "men_days", "men_rate", "wages"),
        sa.Column("cash_book_entry_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "women_days >= 0 and men_days >= 0 and wages = women_days * women_rate + men_days * men_rate",
            name=op.f("ck_muster_roll_wages"),
        ),
        sa.ForeignKeyConstraint(
            ["cash_book_entry_id"], ["cash_book_entry.id"], name=op.f("fk_muster_roll_cash_book_entry_id")
        ),
    )
    op.create_index(op.f("ix_muster_roll_cash_book_entry_id"), "muster_roll", ["cash_book_entry_id"])
    _of_contract("bank_balance", *_texts("paper", "reason"), *_days("stated_on"), *_numbers("amount", "book"))
    _of("tranche", "tranche_arrival", *_texts("reason"), *_days("arrived_on"), *_numbers("amount"))
    _of(
        "contract",
        "price_comparison",
        *_numbers("version", "chosen"),
        *_texts("what", "reason", "changed"),
        counted=("number", "version"),
    )
    op.create_table(
        "quotation",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "price_comparison_id")),
        *_numbers("position", "amount"),
        *_texts("supplier", "paper"),
        *_days("quoted_on"),
        sa.CheckConstraint("amount > 0", name=op.f("ck_quotation_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation")),
        sa.ForeignKeyConstraint(
            ["price_comparison_id"], ["price_comparison.id"], name=op.f("fk_quotation_price_comparison_id")
        ),
        sa.UniqueConstraint(
            "price_comparison_id", "position", name=op.f("uq_quotation_price_comparison_id_position")
        ),
    )
    op.create_index(op.f("ix_quotation_price_comparison_id"), "quotation", ["price_comparison_id"])
    _of_contract("stock_item", *_texts("title", "unit"))
    _of(
        "stock_item",
        "stock_movement",
        *_texts("kind", "paper", "reason"),
        *_days("moved_on"),
        *_numbers("quantity", "change"),
    )


TABLES = (
    *("stock_movement", "stock_item", "quotation", "price_comparison"),
    *("tranche_arrival", "bank_balance", "muster_roll", "contribution_entry"),
)
"""In the order in which they are dropped."""


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("cash_book_entry", "comparison")
    op.drop_column("contract", "technical_fee")
    op.drop_column("contract", "in_cash")


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _days(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Date(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _of_contract(table: str, *parts: sa.Column | sa.Constraint) -> None:
    _of("contract", table, *parts)


def _of(
    owner: str, table: str, *parts: sa.Column | sa.Constraint, counted: tuple[str, ...] = ("number",)
) -> None:
    """A table of a settlement's rows, numbered for each owner."""
    key = f"{owner}_id"
    op.create_table(
        table,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "programme_id", "settlement_id")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(key, sa.Uuid(), nullable=False),
        *_numbers("number"),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id"))
            for other in ("programme", "settlement", owner)
        ),
        sa.UniqueConstraint(key, *counted, name=op.f(f"uq_{table}_{'_'.join((key, *counted))}")),
    )
    for column in ("settlement_id", key):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
