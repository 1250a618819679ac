"""A contract has several final accounts, of which one counts: a wrong one is struck, and written anew.

On the way back struck final accounts are gone, as the older table holds one for each contract.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

DIGESTS_ANEW = ("final_account",)
ONE = "uq_final_account_contract_id"
NUMBERED = "uq_final_account_contract_id_number"

STRUCK = """
DELETE FROM final_account WHERE EXISTS (SELECT 1 FROM strike WHERE strike.record_id = final_account.id)
"""


def upgrade() -> None:
    number = sa.Column("number", sa.BigInteger(), nullable=False, server_default="1")
    op.add_column("final_account", number)
    with op.batch_alter_table("final_account") as table:
        table.drop_constraint(op.f(ONE), type_="unique")
        table.create_unique_constraint(op.f(NUMBERED), ["contract_id", "number"])


def downgrade() -> None:
    op.execute(STRUCK)
    with op.batch_alter_table("final_account") as table:
        table.drop_constraint(op.f(NUMBERED), type_="unique")
        table.drop_column("number")
        table.create_unique_constraint(op.f(ONE), ["contract_id"])
