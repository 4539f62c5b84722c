"""The names of the groups of topics in other languages; a group the office invented itself keeps its German name."""

from functools import lru_cache

from kreislotse.taxonomy.operations import _read


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    return {group["name"]: group["names"] for group in _read("topics.toml")["groups"]}


def group_name(group: str, language: str) -> str:
    """What a group of topics (`Topic.group`, a German name) is called in `language` (BCP 47)."""
    return _names().get(group, {}).get(language) or group
