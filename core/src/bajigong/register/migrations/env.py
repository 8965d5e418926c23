"""How Alembic works on a register: on the connection that it is given, one transaction for all."""

from alembic import context

from bajigong.register.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
