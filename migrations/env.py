"""Alembic's environment: migrations run on the connection that the application passes."""

from functools import partialmethod

from alembic import context
from alembic.operations import AbstractOperations, Operations

from peoplesprocess.models import Base

# To rebuild a table Alembic reflects it and, by default, every table that its foreign keys lead to.
_read_alone = {"resolve_fks": False}
Operations.batch_alter_table = partialmethod(AbstractOperations.batch_alter_table, reflect_kwargs=_read_alone)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
