"""Every model belongs to a district, says how long its data stay, and points downwards."""

import importlib.util
import tomllib
from pathlib import Path

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


def test_every_model_belongs_to_a_district_or_is_on_the_short_list():
    assert {named(model) for model in OURS if not issubclass(model, DistrictModel)} == GLOBAL_MODELS


def test_privacy_names_every_field_once():
    wrong = {}
    for model in OURS:
        declared = [name for kind in ("personal", "sensitive", "harmless") for name in getattr(model.Privacy, kind, [])]
        fields = [f.name for f in [*model._meta.concrete_fields, *model._meta.local_many_to_many] if f.name != "id"]
        if sorted(declared) != sorted(fields):
            wrong[named(model)] = {"declared": sorted(declared), "fields": sorted(fields)}

    assert wrong == {}


def test_privacy_names_a_retention_the_office_knows():
    assert [named(model) for model in OURS if model.Privacy.retention not in RetentionRule.Kind.values] == []


def test_nothing_leads_back_from_the_district():
    of_districts = [model for model in OURS if issubclass(model, DistrictModel)]

    assert [named(m) for m in of_districts if not m._meta.get_field("district").remote_field.hidden] == []


def level(label: str) -> int:
    for number, layer in enumerate(LAYERS):
        if label in [name.strip(" ()") for name in layer.split("|")]:
            return number
    raise AssertionError(f"{label} is in no layer of pyproject.toml")


def test_foreign_keys_point_downwards():
    upwards = [
        f"{named(model)}.{field.name} → {field.related_model._meta.label}"
        for model in OURS
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        if field.is_relation
        and field.related_model.__module__.startswith("kreislotse.")
        and level(field.related_model._meta.app_label) < level(model._meta.app_label)
    ]

    assert upwards == []


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_package_of_the_layers_exists_or_is_kept_free():
    for layer in LAYERS:
        for name in layer.split("|"):
            name = name.strip()
            exists = importlib.util.find_spec(f"kreislotse.{name.strip('()')}") is not None
            assert exists or name.startswith("("), f"{name} does not exist and is not marked as free"
