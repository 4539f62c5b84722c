"""Every model belongs to a district, says how long its data stay, and points downwards."""

import importlib.util
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from kreislotse.districts.models import DistrictModel
from kreislotse.privacy.models import RetentionRule

# Known to all districts alike, and why:
GLOBAL_MODELS = {
    "districts.District",  # the tenant itself
    "accounts.User",  # one login per person and installation
    "places.Municipality",
    "places.MunicipalAssociation",
    "places.TerritorialChange",
    "places.Gazetteer",
    "places.Boundary",  # official reference data
    "taxonomy.Language",  # a list of the world
    "search.SearchDocument",
    "search.SearchState",
    "search.SearchChange",
    "search.SearchTerm",  # below the tenant; carries the district's key
    "jobs.NightlyRun",
    "jobs.Beat",  # the installation's clockwork
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("kreislotse.")]
PYPROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
LAYERS = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]


def named(model):
    return f"{model._meta.app_label}.{model.__name__}"


@pytest.mark.parametrize("model", OURS, ids=named)
def test_model_belongs_to_a_district_or_is_on_the_short_list(model):
    assert issubclass(model, DistrictModel) != (named(model) in GLOBAL_MODELS)


@pytest.mark.parametrize("model", OURS, ids=named)
def test_privacy_names_every_field_once(model):
    declared = [name for kind in ("personal", "sensitive", "harmless") for name in getattr(model.Privacy, kind, [])]
    fields = [f.name for f in [*model._meta.concrete_fields, *model._meta.local_many_to_many] if f.name != "id"]

    assert sorted(declared) == sorted(fields)


@pytest.mark.parametrize("model", OURS, ids=named)
def test_privacy_names_a_retention_the_office_knows(model):
    assert model.Privacy.retention in RetentionRule.Kind.values


@pytest.mark.parametrize("model", [m for m in OURS if issubclass(m, DistrictModel)], ids=named)
def test_nothing_leads_back_from_the_district(model):
    assert model._meta.get_field("district").remote_field.hidden


def level(label: str) -> int:
    for number, layer in enumerate(LAYERS):
        if label in [name.strip(" ()") for name in layer.split("|")]:
            return number
    raise AssertionError(f"{label} is in no layer of pyproject.toml")


@pytest.mark.parametrize("model", OURS, ids=named)
def test_foreign_keys_point_downwards(model):
    upwards = [
        f"{field.name} → {field.related_model._meta.label}"
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        if field.is_relation
        and field.related_model.__module__.startswith("kreislotse.")
        and level(field.related_model._meta.app_label) < level(model._meta.app_label)
    ]

    assert not upwards


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_package_of_the_layers_exists_or_is_kept_free():
    for layer in LAYERS:
        for name in layer.split("|"):
            name = name.strip()
            exists = importlib.util.find_spec(f"kreislotse.{name.strip('()')}") is not None
            assert exists or name.startswith("("), f"{name} does not exist and is not marked as free"
