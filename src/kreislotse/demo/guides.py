"""Guides and interpreters: what they speak, where they go, when they have time, and who pays."""

from __future__ import annotations

from datetime import date, time, timedelta

from kreislotse.accounts.roles import Role as AccountRole
from kreislotse.demo.world import World, batches, link
from kreislotse.guides.models import (
    ExpenseRate,
    FundingSource,
    Guide,
    GuideLanguage,
    Role,
    WeeklyTime,
)
from kreislotse.guides.rules import default_funding_source

GUIDES = 50
# How many guides of fifty speak a language besides German; the variants are what people asked for say themselves.
SPOKEN = {
    "ar-SY": 10, "uk": 7, "prs": 5, "kmr": 5, "tr": 5, "ru": 4, "fa": 3, "ar-IQ": 2, "ti": 3, "so": 2, "ro": 2, "bg": 2,
    "pl": 2, "sq": 2, "fr": 2, "en": 2, "ps": 1, "ckb": 1, "bs": 1, "es": 1, "vi": 1,
}  # fmt: skip
SECOND = {"ar-SY": ["ar", "kmr", "en"], "ar-IQ": ["ar", "ckb"], "uk": ["ru", "en"], "prs": ["fa", "ps"], "kmr": ["tr", "ar"],
          "ru": ["uk", "en"], "fa": ["prs", "en"], "ti": ["am", "en", "ar"], "so": ["en", "ar"], "tr": ["en"],
          "fr": ["en"], "sq": ["en"], "bg": ["tr"], "ro": ["it"], "bs": ["hr", "sr"], "ckb": ["fa"]}  # fmt: skip
STATUS = {"active": 37, "appointed": 2, "resting": 4, "in_training": 3, "in_conversation": 1, "interested": 2, "left": 1}  # fmt: skip
TOPICS = ("behoerden", "schule", "kita", "gesundheit", "wohnen", "arbeit", "familie", "geld", "schwangerschaft",
          "aufenthalt", "sprache-lernen", "frauen")  # fmt: skip


def build_guides(world: World) -> None:
    _funding(world)
    number = 0
    for batch in batches(range(GUIDES * world.scale)):
        guides, spoken = [], []
        for _position in batch:
            number += 1
            guide, languages = _guide(world, number)
            guides.append(guide)
            spoken.append(languages)
        Guide.objects.bulk_create(guides)
        if world.guide_with_login is None:
            world.guide_with_login = guides[0]
        GuideLanguage.objects.bulk_create(
            GuideLanguage(
                guide=guide,
                language=world.languages[code],
                level=level,
                reads_and_writes=level != "A2",
            )
            for guide, languages in zip(guides, spoken, strict=True)
            for code, level in languages.items()
        )
        WeeklyTime.objects.bulk_create(row for guide in guides for row in _weekly_times(world, guide))
        _links(world, guides)
        for guide, languages in zip(guides, spoken, strict=True):
            if guide.status == Guide.Status.ACTIVE:
                for code in languages:
                    world.guides_by_language.setdefault(code, []).append(guide)


def _guide(world: World, number: int) -> tuple[Guide, dict[str, str]]:
    """A guide, unsaved, and what they speak; the first one has the demo's login and is always active."""
    chance = world.chance
    has_login = number == 1
    language = "ar-SY" if has_login else chance.weighted(SPOKEN)
    name = chance.name(language)
    status = "active" if has_login else chance.weighted(STATUS)
    started_on = world.today - timedelta(days=chance.between(60, 1500))
    user = world.office.user(AccountRole.GUIDE) if has_login else None
    if user:
        user.name = f"{name} (Demo)"
        user.save(update_fields=["name"])
    tasks = chance.weighted({"both": 6, "guide": 3, "interpreter": 1})
    guide = Guide(
        number=f"L{number:03d}",
        first_name=name.first,
        last_name=name.last,
        email=user.email if user else f"{name.mailbox}@lotsen.example",
        phone=chance.mobile(),
        gender=chance.weighted({"woman": 5, "man": 4, "": 1}),
        user=user,
        organization=world.organizations["freiwilligenagentur"][0] if has_login or chance.happens(0.4) else None,
        status=status,
        is_guide=tasks != "interpreter",
        is_interpreter=has_login or tasks != "guide",
        home_municipality=world.town(),
        settings_possible=["on_site", *chance.some(["phone", "video"], 0, 2)],
        responsible=chance.one(world.office.caseworkers),
        started_on=started_on if status in ("active", "appointed", "resting", "left") else None,
        left_on=world.today - timedelta(days=30) if status == "left" else None,
        search_key=Guide.make_search_key(name.first, name.last, f"L{number:03d}"),
    )
    languages = {
        "de": chance.weighted({"B1": 2, "B2": 4, "C1": 3, "C2": 1}),
        language: "native",
    }
    if chance.happens(0.5) and language in SECOND:
        languages[chance.one(SECOND[language])] = chance.one(["B1", "B2", "C1"])
    if has_login:
        languages |= {"ar": "C1", "en": "B1"}
    return guide, languages


def _weekly_times(world: World, guide: Guide):
    chance = world.chance
    if guide.status not in ("active", "appointed", "resting"):
        return
    for weekday in chance.some(range(6), 3, 5):
        begins = chance.one([8, 8, 9, 10, 13])
        yield WeeklyTime(
            guide=guide,
            weekday=weekday,
            from_time=time(begins),
            to_time=time(begins + chance.between(4, 8)),
        )


def _links(world: World, guides: list[Guide]) -> None:
    chance = world.chance
    link(
        Guide.areas.through,
        (
            {"guide_id": guide.pk, "municipality_id": town.pk}
            for guide in guides
            for town in world.near(guide.home_municipality)[: chance.between(5, 12)]
        ),
    )
    link(
        Guide.topics.through,
        (
            {"guide_id": guide.pk, "topic_id": world.topics[code].pk}
            for guide in guides
            for code in chance.some(TOPICS, 1, 4)
        ),
    )


def _funding(world: World) -> None:
    """Who pays: what the preset brought, else the Kreis itself at five euros an hour."""
    source = default_funding_source(world.today)
    if source is None:
        source = FundingSource.objects.create(
            name="Kreismittel (Demo)",
            is_default=True,
            valid_from=date(2020, 1, 1),
            source="erfunden für die Vorführung",
        )
        for role in Role.values:
            ExpenseRate.objects.create(
                funding_source=source,
                role=role,
                model=ExpenseRate.Model.PER_HOUR,
                amount=5,
                valid_from=date(2020, 1, 1),
                source="erfunden für die Vorführung",
            )
    world.funding = source
    world.rates = list(ExpenseRate.objects.filter(funding_source=source).order_by("valid_from", "pk"))
