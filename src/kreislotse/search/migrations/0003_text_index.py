from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_text USING fts5(
        scope, name_tokens, body_tokens,
        content='search_searchdocument', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='3 5')""",
    """CREATE TRIGGER search_text_insert AFTER INSERT ON search_searchdocument BEGIN
        INSERT INTO search_text(rowid, scope, name_tokens, body_tokens)
        VALUES (new.id, new.scope, new.name_tokens, new.body_tokens);
    END""",
    """CREATE TRIGGER search_text_delete AFTER DELETE ON search_searchdocument BEGIN
        INSERT INTO search_text(search_text, rowid, scope, name_tokens, body_tokens)
        VALUES ('delete', old.id, old.scope, old.name_tokens, old.body_tokens);
    END""",
    """CREATE TRIGGER search_text_update AFTER UPDATE ON search_searchdocument BEGIN
        INSERT INTO search_text(search_text, rowid, scope, name_tokens, body_tokens)
        VALUES ('delete', old.id, old.scope, old.name_tokens, old.body_tokens);
        INSERT INTO search_text(rowid, scope, name_tokens, body_tokens)
        VALUES (new.id, new.scope, new.name_tokens, new.body_tokens);
    END""",
    "INSERT INTO search_text(search_text) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_text_update",
    "DROP TRIGGER search_text_delete",
    "DROP TRIGGER search_text_insert",
    "DROP TABLE search_text",
]
POSTGRESQL = [
    """ALTER TABLE search_searchdocument
        ADD COLUMN name_vector tsvector GENERATED ALWAYS AS (
            array_to_tsvector(array_remove(string_to_array(name_tokens, ' '), ''))) STORED,
        ADD COLUMN text_vector tsvector GENERATED ALWAYS AS (
            array_to_tsvector(array_remove(string_to_array(
                scope || ' ' || name_tokens || ' ' || body_tokens, ' '), ''))) STORED""",
    "CREATE INDEX search_text ON search_searchdocument USING gin (text_vector)",
]
POSTGRESQL_BACK = [
    "DROP INDEX search_text",
    "ALTER TABLE search_searchdocument DROP COLUMN name_vector, DROP COLUMN text_vector",
]


def run(schema_editor, sqlite, postgresql):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def create(_apps, schema_editor):
    run(schema_editor, SQLITE, POSTGRESQL)


def drop(_apps, schema_editor):
    run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_search_document_scope")]

    operations = [migrations.RunPython(create, drop)]
