"""What this office cannot take on, checked the moment somebody asks, with a way on for each refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kreislotse.core.translations import changed_fields
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.intake.models import ExclusionRule, HelpRequest, LeadTime, Occasion, Setting
from kreislotse.intake.texts import exclusion_texts

Check = ExclusionRule.Check
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The facts of a request that the rules ask for; no person."""

    wish: str = HelpRequest.Wish.UNSURE
    asked_by_institution: bool = False
    occasion: str = ""
    has_legal_consequences: bool = False
    is_recurring: bool = False
    wanted_on: date | None = None
    urgency: str = ""
    setting: str = Setting.ON_SITE
    is_outside_district: bool = False
    ags: str = ""
    """Key of the district: its Land has its own holidays."""

    @property
    def wants_guide(self) -> bool:
        return self.wish in (HelpRequest.Wish.COMPANY, HelpRequest.Wish.INTERPRETING)


@dataclass(frozen=True)
class Refusal:
    """One rule that stands against a request: what we say, and where there is help instead."""

    rule: ExclusionRule
    refusal: str
    alternative: str
    possible_setting: str = ""
    """The form of help for which it is not too late yet, if only the form stands in the way."""


def working_days_until(day: date, *, today: date, ags: str) -> int:
    """Working days after `today` up to and including `day`: no Saturdays, Sundays and public holidays of the Land of `ags`."""
    days = (today + timedelta(days=n) for n in range(1, (day - today).days + 1))
    return sum(one.weekday() < SATURDAY and not holiday_on(one, ags=ags) for one in days)


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
        and working_days_until(draft.wanted_on, today=today, ags=draft.ags) < (rule.working_days or 0)
    ),
    Check.OUTSIDE_DISTRICT: lambda draft, rule, today: draft.is_outside_district,
}


def check_admissible(
    draft: Draft,
    *,
    today: date,
    rules: Iterable[ExclusionRule],
    lead_times: Iterable[LeadTime] = (),
    language: str = "de",
) -> list[Refusal]:
    """Every rule in force that stands against `draft`, with its sentences in `language`, else in German.

    Where a lead time speaks for the urgency and form of the draft, it speaks instead of the rule for short notice.
    """
    lead_times = list(lead_times)
    lead_time = lead_time_for(lead_times, draft.urgency, draft.setting)
    refusals = [
        Refusal(rule, *sentences_of(rule, language))
        for rule in rules
        if rule.valid_from <= today and (rule.valid_to is None or today <= rule.valid_to)
        if not (lead_time and rule.check_code == Check.SHORT_NOTICE)
        if _CHECKS[rule.check_code](draft, rule, today)
    ]
    if lead_time and is_too_late(draft, lead_time.working_days, today=today):
        refusals.append(_too_late(draft, lead_time, lead_times, today=today, language=language))
    return refusals


def lead_time_for(lead_times: Iterable[LeadTime], urgency: str, setting: str) -> LeadTime | None:
    """The one for an urgency and a form, of several the youngest; for an urgency without its own that of „hat Zeit“."""
    fitting = [one for one in lead_times if one.setting == setting and one.urgency in (urgency, "")]
    return max(fitting, key=lambda one: (one.urgency == urgency, one.valid_from, one.pk or 0), default=None)


def is_too_late(draft: Draft, working_days: int, *, today: date) -> bool:
    if not draft.wants_guide or draft.wanted_on is None:
        return False
    return working_days_until(draft.wanted_on, today=today, ags=draft.ags) < working_days


def _too_late(draft: Draft, lead_time: LeadTime, lead_times: list[LeadTime], *, today: date, language: str) -> Refusal:
    """What is too short says so, and offers the telephone or a video call if it is not too late for these."""
    possible = next(
        (
            setting
            for setting in (Setting.PHONE, Setting.VIDEO)
            if setting != draft.setting
            if (other := lead_time_for(lead_times, draft.urgency, setting))
            if not is_too_late(draft, other.working_days, today=today)
        ),
        "",
    )
    with override(language):
        days = lead_time.working_days
        refusal = ngettext(
            "Für diesen Tag ist es zu kurzfristig: Wir brauchen %(n)d Arbeitstag Vorlauf.",
            "Für diesen Tag ist es zu kurzfristig: Wir brauchen %(n)d Arbeitstage Vorlauf.", days,
        ) % {"n": days}  # fmt: skip
        if possible == Setting.PHONE:
            alternative = _("Am Telefon geht es noch: Jemand übersetzt, während Sie miteinander sprechen.")
        elif possible == Setting.VIDEO:
            alternative = _("Per Video geht es noch: Jemand übersetzt, während Sie miteinander sprechen.")
        else:
            alternative = _("Bitte wählen Sie einen späteren Tag, oder rufen Sie uns an.")
    rule = ExclusionRule(check_code=Check.SHORT_NOTICE, valid_from=today, working_days=days)
    return Refusal(rule, refusal, alternative, possible)


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
