"""What this office cannot take on, checked the moment somebody asks, with a way on for each refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kreislotse.core.translations import changed_fields
from kreislotse.intake.models import ExclusionRule, HelpRequest, Occasion
from kreislotse.intake.texts import exclusion_texts

Check = ExclusionRule.Check


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The facts of a request that the rules ask for; no person."""

    wish: str = HelpRequest.Wish.UNSURE
    asked_by_institution: bool = False
    occasion: str = ""
    has_legal_consequences: bool = False
    is_recurring: bool = False
    wanted_on: date | None = None
    is_outside_district: bool = False

    @property
    def wants_guide(self) -> bool:
        return self.wish in (HelpRequest.Wish.COMPANY, HelpRequest.Wish.INTERPRETING)


@dataclass(frozen=True)
class Refusal:
    """One rule that stands against a request: what we say, and where there is help instead."""

    rule: ExclusionRule
    refusal: str
    alternative: str


def working_days_until(day: date, *, today: date) -> int:
    """Working days after `today` up to and including `day`; Saturdays and Sundays do not count, holidays do."""
    if day <= today:
        return 0
    weeks, rest = divmod((day - today).days, 7)
    extra = sum((today + timedelta(days=n)).weekday() < 5 for n in range(1, rest + 1))
    return weeks * 5 + extra


def _occasion(*occasions: str) -> Callable:
    return lambda draft, rule, today: draft.wants_guide and draft.occasion in occasions


_CHECKS: dict[str, Callable[[Draft, ExclusionRule, date], bool]] = {
    Check.PRIVATE_PERSON: lambda draft, rule, today: draft.wants_guide and not draft.asked_by_institution,
    Check.LEGAL_CONSEQUENCES: lambda draft, rule, today: draft.wants_guide and draft.has_legal_consequences,
    Check.MEDICAL: _occasion(Occasion.MEDICAL),
    Check.SPECIAL_NEEDS: _occasion(Occasion.SPECIAL_NEEDS),
    Check.COURT: _occasion(Occasion.COURT),
    Check.LEISURE: _occasion(Occasion.LEISURE),
    Check.RECURRING: lambda draft, rule, today: draft.wants_guide and draft.is_recurring,
    Check.SHORT_NOTICE: lambda draft, rule, today: (
        draft.wants_guide
        and draft.wanted_on is not None
        and working_days_until(draft.wanted_on, today=today) < (rule.working_days or 0)
    ),
    Check.OUTSIDE_DISTRICT: lambda draft, rule, today: draft.is_outside_district,
}


def check_admissible(
    draft: Draft, *, today: date, rules: Iterable[ExclusionRule], language: str = "de"
) -> list[Refusal]:
    """Every rule in force that stands against `draft`, with its sentences in `language`, else in German."""
    return [
        Refusal(rule, *sentences_of(rule, language))
        for rule in rules
        if rule.valid_from <= today and (rule.valid_to is None or today <= rule.valid_to)
        if _CHECKS[rule.check_code](draft, rule, today)
    ]


def sentences_of(rule: ExclusionRule, language: str) -> tuple[str, str]:
    """Refusal and alternative of a rule; a translation made for an older wording is not used."""
    texts = rule.refusal, rule.alternative
    if language != "de" and not rule.pk:  # one of our own sentences, which no row holds
        ours = exclusion_texts()[rule.check_code]
        texts = tuple(ours.get(language, ours["de"])[name] for name in ("refusal", "alternative"))
    elif language != "de":
        for translation in rule.translations.all():
            if translation.language == language and not changed_fields(translation, rule, translation.TRANSLATED):
                texts = translation.refusal, translation.alternative
    return tuple(text.replace("{tage}", str(rule.working_days or "")) for text in texts)
