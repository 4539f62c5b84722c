"""The record of processing (docs/datenschutz/verarbeitungen.md) leaves out no model with personal data."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.operations import DEFAULT_DAYS

FILE = Path(__file__).parents[2] / "docs" / "datenschutz" / "verarbeitungen.md"
LABELS = ("Zweck", "Rechtsgrundlage", "Daten", "Empfänger", "Löschung", "Wer entscheidet")
KINDS = {str(label): kind for kind, label in RetentionRule.Kind.choices}
UNITS = {"Tage": 1, "Jahre": 365}


def _entries() -> dict[str, dict[str, str]]:
    """Title → label → text."""
    _head, *parts = re.split(r"^## ", FILE.read_text(encoding="utf-8"), flags=re.M)
    return {
        part.partition("\n")[0]: dict(re.findall(r"^- \*\*(.+?):\*\* (.+?)(?=^- \*\*|\Z)", part, flags=re.M | re.S))
        for part in parts
    }


def _personal_models() -> dict[str, str]:
    """Name of the model → kind of retention."""
    return {
        model.__name__: str(model.Privacy.retention)
        for model in apps.get_models()
        if hasattr(model, "Privacy") and any(getattr(model.Privacy, kind, ()) for kind in ("personal", "sensitive"))
    }


@pytest.mark.parametrize("title", _entries())
def test_an_entry_says_why_by_what_right_what_to_whom_how_long_and_who_decides(title):
    assert tuple(_entries()[title]) == LABELS


def test_every_model_with_personal_data_stands_in_the_record_and_no_other():
    named = [name for entry in _entries().values() for name in re.findall(r"`([A-Z]\w+)`", entry["Daten"])]

    assert sorted(named) == sorted(_personal_models())


@pytest.mark.parametrize("title", _entries())
def test_an_entry_names_the_kind_of_period_of_each_of_its_models(title):
    entry, kept = _entries()[title], _personal_models()
    said = {KINDS[label] for label in re.findall(r"„([^“]+)“", entry["Löschung"]) if label in KINDS}

    assert {kept[name] for name in re.findall(r"`([A-Z]\w+)`", entry["Daten"])} <= said


def test_the_periods_are_those_a_new_district_begins_with():
    text = "".join(entry["Löschung"] for entry in _entries().values())
    said = {
        (KINDS[label], int(n) * UNITS[unit]) for label, n, unit in re.findall(r"„([^“]+)“ \((\d+) (Tage|Jahre)\)", text)
    }

    assert said == {(str(kind), days) for kind, (_start, days) in DEFAULT_DAYS.items()}
