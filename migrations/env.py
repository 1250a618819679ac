"""How Alembic reaches the database: through the connection that the application hands over."""

from alembic import context

from peoplesprocess.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
