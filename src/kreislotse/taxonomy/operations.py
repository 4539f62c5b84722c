"""What every installation and every new district starts with: languages, topics, target groups, fields of action."""

import tomllib
from pathlib import Path

from kreislotse.taxonomy.models import FieldOfAction, Language, TargetGroup, Topic

DATA = Path(__file__).parent / "data"


def load_languages() -> None:
    """Add the languages of the list; those already there take the list's names, groups and stand-ins.

    A stand-in who needs the person's consent first ("ask") is not among the fallbacks of a row.
    """
    listed = _read("languages.toml")
    groups = {group["code"]: group["name"] for group in listed["groups"]}
    Language.objects.bulk_create(
        [
            Language(
                code=entry["code"],
                name=entry["name"],
                own_name=entry["endonym"],
                is_rtl=entry["direction"] == "rtl",
                group=groups[entry["language_group"]],
                fallbacks={
                    fallback["code"]: fallback["penalty_percent"]
                    for fallback in entry.get("fallbacks", [])
                    if not fallback["ask"]
                },
                sort_order=10 if entry["interface"] else 100,
            )
            for entry in listed["languages"]
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "own_name", "is_rtl", "group", "fallbacks", "sort_order"],
    )


def seed_terms(preset: dict) -> None:
    """Give the district in scope the usual topics, target groups and fields of action; what the office already has stays as it is."""
    load_languages()
    listed = _read("topics.toml")
    groups = {group["code"]: group["name"] for group in listed["groups"]}
    words = _read("search_words.toml")
    _add(
        Topic,
        listed["topics"],
        lambda entry: {"group": groups[entry["group"]], "search_words": " ".join(words.get(entry["code"], "").split())},
    )
    _add(TargetGroup, _read("target_groups.toml")["target_groups"], lambda _entry: {})
    _add(
        FieldOfAction,
        [{"description": "", "names": {}} | entry for entry in preset.get("fields_of_action", ())],
        lambda entry: {"is_cross_cutting": entry.get("is_cross_cutting", False)},
    )


def _add(model, entries: list[dict], further) -> None:
    known = set(model.objects.values_list("code", flat=True))
    model.objects.bulk_create(
        model(
            code=entry["code"],
            name=entry["name"],
            description=entry["description"],
            names=entry["names"],
            sort_order=10 * position,
            **further(entry),
        )
        for position, entry in enumerate(entries, start=1)
        if entry["code"] not in known
    )


def _read(name: str) -> dict:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)
