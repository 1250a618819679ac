"""How Alembic reaches the database: through the connection that the application hands over."""

from functools import partialmethod

from alembic import context
from alembic.operations import AbstractOperations, Operations

from peoplesprocess.models import Base

# To make a table anew it reads the one that is there, and by itself all that this points to: thirty tables.
_read_alone = {"resolve_fks": False}
Operations.batch_alter_table = partialmethod(AbstractOperations.batch_alter_table, reflect_kwargs=_read_alone)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
