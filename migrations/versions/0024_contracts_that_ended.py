"""Overviews compare money and works of contracts that go on; papers stay with a line of the plan.

On the way back papers lie at the newest item of their line; struck ones of items that no version of the plan
has any more are gone.

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

DIGESTS_ANEW = ("attachment",)
ONE_RECORD = "ck_attachment_one_record"
OTHERS = ("meeting", "cash_book_entry", "contract", "decision")
FK, INDEX = "fk_attachment_plan_item_id", "ix_attachment_plan_item_id"

OF_LINE = """
UPDATE attachment SET line = (
    SELECT plan_item.line FROM plan_item WHERE plan_item.id = attachment.plan_item_id
)
"""
OF_ITEM = """
UPDATE attachment SET plan_item_id = (
    SELECT plan_item.id FROM plan_item JOIN plan ON plan.id = plan_item.plan_id
    WHERE plan.settlement_id = attachment.settlement_id AND plan_item.line = attachment.line
    ORDER BY plan.number DESC LIMIT 1
) WHERE line IS NOT NULL
"""
# Such papers were struck: an item that no version has is taken out only then.
OF_NO_ITEM = "DELETE FROM attachment WHERE line IS NOT NULL AND plan_item_id IS NULL"

_UNDER_WAY = """
    FROM contract
    LEFT JOIN visit ON visit.id = (
        SELECT newer.id FROM visit AS newer WHERE newer.contract_id = contract.id
        AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = newer.id)
        ORDER BY newer.number DESC LIMIT 1
    )
    WHERE contract.settlement_id = settlement_summary.settlement_id
    AND 3 <= (SELECT count(*) FROM signature WHERE signature.contract_id = contract.id)
    {ended}
"""
_PHYSICAL = """
    coalesce((
        SELECT amended_progress.physical FROM amended_progress WHERE amended_progress.visit_id = visit.id
        ORDER BY amended_progress.id DESC LIMIT 1
    ), visit.physical, 0)
"""
_SPENT = """
    (SELECT coalesce(sum(cash_book_entry.amount), 0) FROM cash_book_entry
     WHERE cash_book_entry.contract_id = contract.id
     AND NOT EXISTS (SELECT 1 FROM strike WHERE strike.record_id = cash_book_entry.id))
"""
_NOT_ENDED = "AND NOT EXISTS (SELECT 1 FROM contract_ending WHERE contract_ending.contract_id = contract.id)"
_WITH_AN_END = """
    WHERE EXISTS (
        SELECT 1 FROM contract_ending WHERE contract_ending.settlement_id = settlement_summary.settlement_id
    )
"""
_MADE_ANEW = "UPDATE settlement_summary SET {made}"
GAP = """
UPDATE settlement_summary SET gap_rank = CASE WHEN contracted > 0
    THEN -(abs(done - 10000 * {spent}) / contracted) ELSE 1 END
"""


def upgrade() -> None:
    op.add_column("attachment", sa.Column("line", sa.BigInteger(), nullable=True))
    op.execute(OF_LINE)
    with op.batch_alter_table("attachment") as table:
        table.drop_constraint(op.f(ONE_RECORD), type_="check")
        table.drop_constraint(op.f(FK), type_="foreignkey")
        table.drop_index(op.f(INDEX))
        table.drop_column("plan_item_id")
        table.create_check_constraint(op.f(ONE_RECORD), _one_of("line"))
    none = sa.Column("contracted_spent", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("settlement_summary", none)
    op.execute("UPDATE settlement_summary SET contracted_spent = spent")
    _sum_up(_NOT_ENDED)
    op.execute(GAP.format(spent="contracted_spent") + _WITH_AN_END)


def downgrade() -> None:
    _sum_up("")
    op.execute(GAP.format(spent="spent") + _WITH_AN_END)
    op.drop_column("settlement_summary", "contracted_spent")
    op.add_column("attachment", sa.Column("plan_item_id", sa.Uuid(), nullable=True))
    op.execute(OF_ITEM)
    op.execute(OF_NO_ITEM)
    with op.batch_alter_table("attachment") as table:
        table.drop_constraint(op.f(ONE_RECORD), type_="check")
        table.drop_column("line")
        table.create_foreign_key(op.f(FK), "plan_item", ["plan_item_id"], ["id"])
        table.create_check_constraint(op.f(ONE_RECORD), _one_of("plan_item_id"))
        table.create_index(op.f(INDEX), ["plan_item_id"], unique=False)


def _one_of(other: str) -> str:
    columns = [*(f"{table}_id" for table in OTHERS), other]
    return " + ".join(f"case when {column} is null then 0 else 1 end" for column in columns) + " = 1"


def _sum_up(ended: str) -> None:
    """Make the figures of places anew that have a contract which ended."""
    figures = {
        "contracted": "contract.total",
        "done": f"contract.total * {_PHYSICAL}",
        "contracted_spent": _SPENT,
    }
    made = ", ".join(
        f"{name} = (SELECT coalesce(sum({figure}), 0) {_UNDER_WAY.format(ended=ended)})"
        for name, figure in figures.items()
    )
    op.execute(_MADE_ANEW.format(made=made) + _WITH_AN_END)
