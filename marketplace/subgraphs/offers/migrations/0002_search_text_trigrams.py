"""On PostgreSQL a trigram index serves `LIKE '%word%'` on the folded text (PostgreSQL manual, pg_trgm).

`pg_trgm` is a trusted extension: the owner of the database may create it. SQLite has no such index; there a search
for words walks the index of the sort and stops when the page is full.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CREATE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX offers_search_text_trigrams ON offers_offer USING gin (search_text gin_trgm_ops)",
)
DROP = ("DROP INDEX offers_search_text_trigrams",)


def _run_on_postgresql(statements: tuple[str, ...], schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run_on_postgresql(CREATE, schema_editor)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run_on_postgresql(DROP, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("offers", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
