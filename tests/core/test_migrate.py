"""Migrating builds few models anew, and still the database is what the models say."""

from inspect import signature

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from kreislotse.core.management.commands.migrate import _model_and_what_refers_to_it, rebuilding_only_what_refers


@pytest.fixture
def state():
    """District ← person ← letter ← page, and a house of the same district that has nothing to do with letters."""
    made = ProjectState()
    refers = {
        "district": [],
        "person": ["district"],
        "letter": ["district", "person"],
        "page": ["letter"],
        "house": ["district"],
    }
    for name, targets in refers.items():
        keys = [(target, models.ForeignKey(f"post.{target}", models.CASCADE)) for target in targets]
        made.add_model(ModelState("post", name, [("id", models.BigAutoField(primary_key=True)), *keys]))
    made.apps  # noqa: B018 – from here on each change rebuilds
    return made


def _add_field(state, model):
    with rebuilding_only_what_refers():
        state.add_field("post", model, "note", models.TextField(default=""), preserve_default=True)


def test_what_refers_to_a_changed_model_points_at_its_new_form(state):
    before = {model._meta.model_name: model for model in state.apps.get_models()}

    _add_field(state, "person")

    after = {model._meta.model_name: model for model in state.apps.get_models()}
    assert {name for name in before if before[name] is not after[name]} == {"person", "letter", "page"}
    assert after["letter"]._meta.get_field("person").related_model is after["person"]
    assert after["page"]._meta.get_field("letter").related_model is after["letter"]
    assert {one.related_model for one in after["person"]._meta.related_objects} == {after["letter"]}


def test_a_model_that_many_refer_to_is_built_anew_with_all_of_them(state):
    before = set(state.apps.get_models())

    _add_field(state, "district")

    assert before.isdisjoint(state.apps.get_models())


def test_django_still_asks_the_function_we_take_the_place_of():
    ours, usual = signature(_model_and_what_refers_to_it), signature(ProjectState._find_reload_model)

    assert list(ours.parameters)[1:] == list(usual.parameters)[1:]


def test_the_database_has_the_columns_and_constraints_of_the_models(db):
    differences = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed:
                continue
            table = model._meta.db_table
            there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            named = set(connection.introspection.get_constraints(cursor, table))
            wanted = {field.column for field in model._meta.concrete_fields}
            differences += [(table, column) for column in wanted - there]
            rules = [one.name for one in (*model._meta.constraints, *model._meta.indexes)]
            differences += [(table, rule) for rule in rules if rule not in named]

    assert not differences
