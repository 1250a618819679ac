"""Amendments of signed contracts, suspensions, endings before time and money that goes back.

Revision: 0020, after 0019

Going back loses: amendment, amendment_line, amendment_tranche, amendment_signature, amendment_outcome,
amended_progress, suspension, resumption, contract_ending, grant_return.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

TABLES = (
    "amendment_line",
    "amendment_tranche",
    "amendment_signature",
    "amendment_outcome",
    "amended_progress",
    "amendment",
    "resumption",
    "suspension",
    "contract_ending",
    "grant_return",
)
"""In the order in which they are dropped."""
SUMS = ("total", "contribution", "grant_amount", "former_total", "former_contribution", "former_grant")


def upgrade() -> None:
    _of_settlement(
        "amendment",
        _key("contract_id"),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("ends_on", "former_ends_on")),
        sa.CheckConstraint(
            "total = contribution + grant_amount and grant_amount > 0", name=op.f("ck_amendment_sums")
        ),
        refers={"contract_id": "contract"},
        unique=("contract_id", "number"),
        indexed=("contract_id",),
    )
    quantities = ("quantity", "rate", "amount", "former_quantity", "former_rate", "former_amount")
    _of_amendment("amendment_line", "position", quantities, ("title", "unit"))
    _of_amendment("amendment_tranche", "number", ("amount", "former_amount"))
    _of_settlement(
        "amendment_signature",
        _key("amendment_id"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("party", "office")),
        refers={"amendment_id": "amendment"},
        unique=("amendment_id", "party"),
        indexed=("amendment_id",),
    )
    _of_settlement(
        "amendment_outcome",
        _key("amendment_id"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("outcome", "party", "reason")),
        refers={"amendment_id": "amendment"},
        unique=("amendment_id",),
    )
    _of_settlement(
        "amended_progress",
        _key("amendment_id"),
        _key("visit_id"),
        sa.Column("physical", sa.BigInteger(), nullable=False),
        refers={"amendment_id": "amendment", "visit_id": "visit"},
        unique=("visit_id", "amendment_id"),
    )
    _interruptions()
    none = sa.Column("contracts_ended", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("settlement_summary", none)


def _interruptions() -> None:
    _of_settlement(
        "suspension",
        _key("contract_id"),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        refers={"contract_id": "contract"},
        unique=("contract_id", "number"),
        indexed=("contract_id",),
    )
    _of_settlement(
        "resumption",
        _key("suspension_id"),
        sa.Column("resumed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        refers={"suspension_id": "suspension"},
        unique=("suspension_id",),
    )
    _of_settlement(
        "contract_ending",
        _key("contract_id"),
        sa.Column("ended_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("ground", "reason")),
        refers={"contract_id": "contract"},
        unique=("contract_id",),
    )
    _of_settlement(
        "grant_return",
        _key("contract_id"),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_grant_return_amount")),
        refers={"contract_id": "contract"},
        unique=("contract_id", "number"),
        indexed=("contract_id",),
    )


def downgrade() -> None:
    op.drop_column("settlement_summary", "contracts_ended")
    for table in TABLES:
        op.drop_table(table)


def _key(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _of_settlement(
    table: str,
    *parts: sa.Column | sa.Constraint,
    refers: dict[str, str],
    unique: tuple[str, ...],
    indexed: tuple[str, ...] = (),
) -> None:
    """A table of rows that belong to a settlement."""
    to = {"programme_id": "programme", "settlement_id": "settlement", "made_by": "account", **refers}
    op.create_table(
        table,
        *(_key(name) for name in ("id", "programme_id", "settlement_id")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in to.items()
        ),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{table}_{'_'.join(unique)}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("settlement_id", *indexed):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _of_amendment(table: str, order: str, numbers: tuple[str, ...], words: tuple[str, ...] = ()) -> None:
    """A table of an amendment's parts."""
    op.create_table(
        table,
        *(_key(name) for name in ("id", "amendment_id")),
        sa.Column(order, sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in numbers),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f(f"fk_{table}_amendment_id")),
        sa.UniqueConstraint("amendment_id", order, name=op.f(f"uq_{table}_amendment_id_{order}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_amendment_id"), table, ["amendment_id"], unique=False)
