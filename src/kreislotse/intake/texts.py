"""The sentences a new district starts with, and the exclusion rules its preset names."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from kreislotse.core.translations import Origin, text_hashes
from kreislotse.intake.models import ExclusionRule, ExclusionRuleTranslation
from kreislotse.taxonomy.models import Topic

_FILE = Path(__file__).parent / "data" / "exclusion_texts.toml"
_BEGINNING = date(2020, 1, 1)

UNCLEAR_TOPIC = "unklar"
UNCLEAR_NAMES = {
    "de": "Ich weiß es noch nicht", "de-simple": "Ich weiß es nicht", "en": "I do not know yet", "ar": "لا أعرف بعد",
    "fa": "هنوز نمی‌دانم", "kmr": "Ez hîn nizanim", "tr": "Henüz bilmiyorum", "uk": "Я ще не знаю", "ru": "Я ещё не знаю",
    "ti": "ገና ኣይፈልጥን እየ", "so": "Weli ma garanayo", "ps": "لا نه پوهېږم", "fr": "Je ne sais pas encore",
    "pl": "Jeszcze nie wiem", "ro": "Încă nu știu", "bg": "Още не знам", "sq": "Ende nuk e di", "sr": "Још не знам",
}  # fmt: skip


@cache
def exclusion_texts() -> dict[str, dict[str, dict[str, str]]]:
    """`check code → language → {refusal, alternative}`, German always among them."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def default_rule(check_code: str, *, valid_from: date, working_days: int | None = None) -> ExclusionRule:
    """An unsaved rule with our German sentences."""
    return ExclusionRule(
        check_code=check_code, valid_from=valid_from, working_days=working_days, **exclusion_texts()[check_code]["de"]
    )


def seed_intake(preset: dict) -> None:
    """Give a new district the exclusion rules of its preset, and the topic of those who do not know yet.

    `preset["exclusion_rules"]` is a list of tables with `check` and, where they differ from ours, `working_days`,
    `refusal`, `alternative`, `valid_from` and `translations` (language → {refusal, alternative}).
    """
    Topic.objects.get_or_create(
        code=UNCLEAR_TOPIC, defaults={"name": "noch unklar", "names": UNCLEAR_NAMES, "sort_order": 999}
    )
    for table in preset.get("exclusion_rules", []):
        _seed_rule(table)


def _seed_rule(table: dict) -> None:
    texts = exclusion_texts()[table["check"]]
    valid_from = table.get("valid_from") or _BEGINNING
    rule, created = ExclusionRule.objects.get_or_create(
        check_code=table["check"],
        valid_from=valid_from,
        defaults={
            "working_days": table.get("working_days"),
            "refusal": table.get("refusal") or texts["de"]["refusal"],
            "alternative": table.get("alternative") or texts["de"]["alternative"],
        },
    )
    if not created:
        return
    is_ours = (rule.refusal, rule.alternative) == (texts["de"]["refusal"], texts["de"]["alternative"])
    translations = {code: one for code, one in texts.items() if is_ours and code != "de"} | table.get(
        "translations", {}
    )
    current = text_hashes(rule, ExclusionRuleTranslation.TRANSLATED)
    ExclusionRuleTranslation.objects.bulk_create(
        ExclusionRuleTranslation(rule=rule, language=code, source_hashes=current, origin=Origin.IMPORT, **sentences)
        for code, sentences in translations.items()
    )
