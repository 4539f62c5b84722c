"""What people read on the public pages and what they said of offers: a year of counts, and some words that wait."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

from kreislotse.core.dates import first_of_month, previous_month
from kreislotse.demo.chance import EMAIL_DOMAIN, Chance
from kreislotse.demo.world import World, batches
from kreislotse.directory.models import Offer
from kreislotse.quality.hints import offers_changed
from kreislotse.quality.models import Feedback, FeedbackFact, FeedbackTopic, Page, UsageFact

MONTHS = 12
# Visits of an ordinary month in a district of this size; a larger demo reads more.
VISITS = {Page.START: 420, Page.SEARCH: 610, Page.HELP: 95, Page.INFORMATION: 70}
MOST_READ = 130  # visits of the offer most people read
IN_GERMAN = 0.55
QUIET = {7: 0.7, 8: 0.75, 12: 0.6}  # holidays
# (days ago, topic, language, text, whether an address was left, the office's answer)
SAID = (
    (1, FeedbackTopic.PHONE, "de", "Unter der Nummer geht seit einer Woche niemand ans Telefon.", False, ""),
    (2, FeedbackTopic.WRONG, "uk", "Двері були зачинені, хоча на сторінці вказано, що відчинено.", True, ""),
    (5, FeedbackTopic.NOT_HELPFUL, "ar", "قالوا لي إن الدورة ممتلئة حتى الصيف.", False, ""),
    (8, FeedbackTopic.WRONG, "de", "Der Treffpunkt ist umgezogen, er ist jetzt im Gemeindehaus.", False, ""),
    (16, FeedbackTopic.THANKS, "tr", "Çok yardımcı oldular, teşekkürler.", False, None),
    (24, FeedbackTopic.WRONG, "en", "The course starts at 9:30, not at 9.", True, "corrected"),
    (31, FeedbackTopic.THANKS, "de", "Die Beratung war freundlich und hat alles erklärt.", False, None),
    (47, FeedbackTopic.OTHER, "fr", "Y a-t-il aussi un cours le soir ?", True, "call_us"),
)
ANSWERS = {
    "corrected": "Good morning,\n\nyou are right. We have corrected the details.\n\nKind regards",
    "call_us": "Bonjour,\n\nveuillez nous appeler. Nous chercherons avec vous quelque chose qui vous convient.\n\nCordialement",
}


def build_responses(world: World) -> None:
    """With chance of its own, so that the stories of the other parts stay as they are."""
    chance = Chance(f"responses-{world.demo.ags}")
    offers = list(Offer.objects.published(world.today).order_by("pk"))
    months = _months(world.today)
    _read(world, chance, offers, months)
    _say(world, chance, offers, months)


def _months(today: date) -> list[date]:
    months = [first_of_month(today)]
    while len(months) < MONTHS:
        months.append(previous_month(months[-1]))
    return months[::-1]


def _read(world: World, chance: Chance, offers: Sequence[Offer], months: Sequence[date]) -> None:
    """A few offers are read a lot, most a little, some by nobody; of the month that runs a part."""
    others = [code for code in world.district.languages if code != "de"]
    popular = chance.some(offers, len(offers), len(offers))[: ceil(len(offers) * 0.85)]
    rows = []
    for number, month in enumerate(months):
        part = QUIET.get(month.month, 1.0) * (0.6 + 0.4 * number / MONTHS) * world.scale**0.5
        if month == first_of_month(world.today):
            part *= world.today.day / 31
        visits = {(page, None): number for page, number in VISITS.items()}
        visits |= {(Page.OFFER, offer.uuid): MOST_READ / (rank + 1) ** 0.8 for rank, offer in enumerate(popular)}
        for (page, uuid), expected in visits.items():
            total = round(expected * part * (0.75 + 0.5 * chance.random.random()))
            for language, count in _by_language(chance, total, others).items():
                rows.append(UsageFact(month=month, page=page, offer_uuid=uuid, language=language, number=count))
    for batch in batches(rows):
        UsageFact.objects.bulk_create(batch)


def _by_language(chance: Chance, total: int, others: Sequence[str]) -> Counter:
    weights = {"de": IN_GERMAN} | {code: (1 - IN_GERMAN) / (rank + 2) for rank, code in enumerate(others)}
    return Counter(chance.random.choices(list(weights), weights.values(), k=total))


def _say(world: World, chance: Chance, offers: Sequence[Offer], months: Sequence[date]) -> None:
    facts: Counter = Counter()
    told = chance.some(offers, len(SAID), len(SAID))
    for offer, (days, topic, language, text, has_address, answer) in zip(told, SAID, strict=False):
        said_at = world.now - timedelta(days=days, hours=days % 5)
        is_done = answer != ""
        done_on = (said_at + timedelta(days=1)).date() if is_done else None
        Feedback.objects.create(
            offer=offer, topic=topic, text=text, language=language, received_at=said_at,
            email="" if is_done or not has_address else f"person{days}@{EMAIL_DOMAIN}",
            submission_digest=hashlib.sha256(f"{world.demo.ags}-{days}".encode()).hexdigest(),
            answer=ANSWERS.get(answer or "", ""),
            answered_at=said_at + timedelta(days=1) if answer else None,
            mailed_at=said_at + timedelta(days=1) if answer else None,
            done_on=done_on, done_by=world.office.caseworkers[0] if is_done else None,
        )  # fmt: skip
        facts[first_of_month(said_at.date()), offer.uuid, topic] += 1
    for month in months[:-2]:  # what was said before and is gone by now, but for its count
        for offer in chance.some(offers, 2, 5):
            facts[month, offer.uuid, chance.one(list(FeedbackTopic))] += chance.between(1, 3)
    FeedbackFact.objects.bulk_create(
        FeedbackFact(month=month, offer_uuid=uuid, topic=topic, number=number)
        for (month, uuid, topic), number in facts.items()
    )
    offers_changed([offer.pk for offer in told])
