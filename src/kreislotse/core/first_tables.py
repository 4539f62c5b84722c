"""A migration operation for the first tables of a package, all at once.

Django works out the state of all models anew after every single operation. With a district that every model points to,
each step draws all others along: creating our tables one by one took most of the time of `migrate`. Here the states are
put together first and the tables are created from the last one.
"""

from __future__ import annotations

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class FirstTables(Operation):
    """Creates the tables of new models with everything that `operations` add to them: fields, indexes, constraints."""

    reduces_to_sql = True
    reversible = True
    atomic = True

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return self.__class__.__name__, [self.operations], {}

    def _models(self, app_label, state):
        names = [operation.name for operation in self.operations if isinstance(operation, CreateModel)]
        return [state.apps.get_model(app_label, name) for name in names]

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # what is not drawn up need not be drawn anew after each of them
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self._models(app_label, to_state):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self._models(app_label, from_state)):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self):
        return "Create the first tables"
