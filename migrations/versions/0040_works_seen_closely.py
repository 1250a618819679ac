"""Quality checks, fixed points of photos, weather, causes of delay; scorecards; the log of a repair fund.

Revision: 0040, after 0039

Going back loses: visit.weather, visit.delay_cause, photo.point_id, defect.visit_id, quality_check,
fixed_point, scorecard, repair_fund_entry. Defects found at visits stay, as if they stood on the certificate.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
REFERRING = (("photo", "point_id", "fixed_point"), ("defect", "visit_id", "visit"))
TABLES = ("scorecard", "repair_fund_entry", "quality_check", "fixed_point")


def upgrade() -> None:
    for name in ("weather", "delay_cause"):
        op.add_column("visit", sa.Column(name, sa.String(), nullable=False, server_default=""))
    _create("fixed_point", "contract", _text("name"))
    _create("quality_check", "visit", _text("what"), _passed(), _text("remark"))
    _create(
        "repair_fund_entry",
        "contract",
        sa.Column("moved_on", sa.Date(), nullable=False),
        _text("what"),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        _text("paper"),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_repair_fund_entry_amount")),
    )
    _create(
        "scorecard",
        "contract",
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        _text("group_code"),
        sa.Column("counts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_scorecard_meeting_id")),
    )
    op.create_index(op.f("ix_scorecard_meeting_id"), "scorecard", ["meeting_id"])
    for table, column, other in REFERRING:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.Uuid(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_{column}"), other, [column], ["id"])
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column, _ in REFERRING:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_{column}"), type_="foreignkey")
            batch.drop_column(column)
    for table in TABLES:
        op.drop_table(table)
    for name in ("weather", "delay_cause"):
        op.drop_column("visit", name)


def _passed() -> sa.Column:
    return sa.Column("passed", sa.Boolean(), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def _create(table: str, owner: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of rows of a settlement, numbered for each contract or visit."""
    key = f"{owner}_id"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{place}_id", sa.Uuid(), nullable=False) for place in ("programme", "settlement")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(key, sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(key, "number", name=op.f(f"uq_{table}_{key}_number")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{each}_id"], [f"{each}.id"], name=op.f(f"fk_{table}_{each}_id"))
            for each in ("programme", "settlement", owner)
        ),
    )
    for column in ("settlement_id", key):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
