"""What is held back can be amended; a contract keeps who signs; the day on paper of a refused request.

Revision: 0052, after 0049

Amendments from before left what is held back as it was: of them nothing is said. Refusals from before were
typed in on their day. Contracts from before say of who signs for the account what their programme asks now;
so do those of the way back, when they come here again.

Going back loses: tranche_refusal.on_paper_at, amendment.retention, amendment.former_retention,
amendment_tranche.percent, amendment_tranche.former_percent.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0049"

DIGESTS_ANEW = ("contract",)
SHARES = {"amendment": ("retention", "former_retention"), "amendment_tranche": ("percent", "former_percent")}
ASKED = {"signatories": 3, "women_signatories": 1}
"""Who signs for an account, and what is asked where a programme's rules do not name it."""


def upgrade() -> None:
    op.add_column("tranche_refusal", sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True))
    for table, names in (*SHARES.items(), ("contract", tuple(ASKED))):
        for name in names:
            op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=True))
    _keep_what_is_asked()


def downgrade() -> None:
    for table, names in (*SHARES.items(), ("contract", tuple(ASKED))):
        for name in names:
            op.drop_column(table, name)
    op.drop_column("tranche_refusal", "on_paper_at")


def _keep_what_is_asked() -> None:
    rules = sa.Column("rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"))
    programme = sa.Table("programme", sa.MetaData(), sa.Column("id", sa.Uuid()), rules)
    asked = (sa.Column(name, sa.BigInteger()) for name in ASKED)
    contract = sa.Table("contract", sa.MetaData(), sa.Column("programme_id", sa.Uuid()), *asked)
    for row in op.get_bind().execute(sa.select(programme.c.id, programme.c.rules)).all():
        values = {name: int(row.rules.get(name, usual)) for name, usual in ASKED.items()}
        op.execute(contract.update().where(contract.c.programme_id == row.id).values(values))
