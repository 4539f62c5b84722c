"""What would make an offer better: rules, each with a sentence, what to do, and the field where it is done.

The rules read what `gather` collected for many offers in a constant number of queries. What they say is kept in
`OfferHint`, so that lists count and filter in the database; it is brought up to date with each change and every night.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from kreislotse.core.dates import first_of_month
from kreislotse.core.language_names import language_name
from kreislotse.core.text import fold_german
from kreislotse.directory.models import CourseRun, Offer, OfferLocation, OfferTranslation, OpeningTime
from kreislotse.directory.rhythm import Rhythm, is_due, rhythm_in_force
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.quality.models import Feedback, FeedbackTopic, Link, OfferHint, Page, UsageFact

BATCH = 500
LONGEST_SUMMARY = 160
LONGEST_SENTENCE = 20  # words
SOON = timedelta(days=30)
OFTEN = 0.05  # of what is read in a language, so that its translation is missed
SHOWN_TODAY = 3

# Words of offices with what one says at a counter; our own list, short on purpose.
OFFICIALESE = {
    "inanspruchnahme": "Nutzung", "inanspruch": "nutzen", "gewahrleisten": "sorgen für", "diesbezuglich": "dazu",
    "hinsichtlich": "zu", "bezuglich": "zu", "zwecks": "für", "mittels": "mit", "seitens": "von",
    "gegebenenfalls": "wenn nötig", "ggf": "wenn nötig", "bzw": "oder", "beziehungsweise": "oder", "o.g": "dieser",
    "niederschwellig": "leicht zugänglich", "niedrigschwellig": "leicht zugänglich", "zielgruppenspezifisch": "passend",
    "bedarfsorientiert": "passend", "bedarfsgerecht": "passend", "ressourcenorientiert": "mit Ihren Stärken",
    "leistungsberechtigte": "Menschen mit Anspruch", "leistungserbringung": "Hilfe", "antragstellung": "Antrag stellen",
    "unterstutzungsleistungen": "Hilfe", "durchfuhrung": "machen", "partizipation": "mitmachen",
    "empowerment": "stark werden", "case management": "Beratung", "vorsprache": "Besuch", "terminvereinbarung": "Termin ausmachen",
    "drittstaatsangehorige": "Menschen von außerhalb der EU", "personenkreis": "Menschen",
}  # fmt: skip
_WORDS = re.compile(r"[\w.]+(?: management)?")
SHORT_NUMBERS = ("110", "112", "115", "116")


@dataclass(frozen=True)
class Hint:
    """`where` is the field of the office's form, or "links", "feedback" or a language to translate into."""

    code: str
    sentence: str
    advice: str
    where: str
    weight: int
    detail: str = ""


@dataclass(frozen=True)
class Known:
    """What the rules may look at, for many offers at once, by key or uuid."""

    today: date
    rhythm: Rhythm
    wanted_languages: tuple[str, ...]
    broken: frozenset[str]
    said: dict[int, int]
    translated: dict[int, set[str]] = field(default_factory=dict)
    places: dict[int, list[OfferLocation]] = field(default_factory=dict)
    opened: frozenset[int] = frozenset()
    courses: frozenset[int] = frozenset()
    spoken: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rule:
    """`check` yields a detail for each time the rule speaks; "" where there is nothing more to say."""

    code: str
    label: str  # for filters and counts
    weight: int
    where: str
    check: Callable[[Offer, Known], Iterator[str]]
    sentence: str
    advice: str


# ── the rules ───────────────────────────────────────────────────────────────────────────────────────


def _broken_link(offer: Offer, known: Known) -> Iterator[str]:
    if offer.website in known.broken or offer.video in known.broken:
        yield ""


def _overdue(offer: Offer, known: Known) -> Iterator[str]:
    if offer.status == Offer.Status.PUBLISHED and is_due(offer, known.rhythm, today=known.today):
        yield ""


def _doubted(offer: Offer, known: Known) -> Iterator[str]:
    if offer.pk in known.said:
        yield ""


def _expires(offer: Offer, known: Known) -> Iterator[str]:
    if offer.valid_until and known.today <= offer.valid_until <= known.today + SOON:
        yield date_format(offer.valid_until, "j. F")


def _phone(offer: Offer, known: Known) -> Iterator[str]:
    for part in re.split(r"[;,]|\boder\b| / ", offer.phone):
        digits = re.sub(r"[^\d+]", "", part)
        if digits and not digits.startswith(("0", "+", *SHORT_NUMBERS)):
            yield part.strip()[:80]
            return


def _untranslated(offer: Offer, known: Known) -> Iterator[str]:
    has = known.translated.get(offer.pk, set())
    yield from (language for language in known.wanted_languages if language not in has)


def _no_hours(offer: Offer, known: Known) -> Iterator[str]:
    there = offer.pk in known.places or offer.is_by_phone
    if there and not (offer.pk in known.opened or offer.pk in known.courses or offer.is_appointment_only
                      or offer.registration.strip()):  # fmt: skip
        yield ""


def _no_position(offer: Offer, known: Known) -> Iterator[str]:
    places = known.places.get(offer.pk, [])
    if any(place.latitude is None and (place.street or place.city) for place in places):
        yield ""


def _long_summary(offer: Offer, known: Known) -> Iterator[str]:
    sentences = re.split(r"[.!?]\s", offer.summary)
    if len(offer.summary) > LONGEST_SUMMARY or any(len(one.split()) > LONGEST_SENTENCE for one in sentences):
        yield ""


def _officialese(offer: Offer, known: Known) -> Iterator[str]:
    """The first such word, as it is written there."""
    words = (word.strip(".") for word in _WORDS.findall(f"{offer.title} {offer.summary}"))
    yield from [word[:80] for word in words if fold_german(word) in OFFICIALESE][:1]


def _shouting(offer: Offer, known: Known) -> Iterator[str]:
    letters = [sign for sign in offer.title if sign.isalpha()]
    if len(letters) > 8 and sum(sign.isupper() for sign in letters) > 0.7 * len(letters):
        yield ""


def _repeats(offer: Offer, known: Known) -> Iterator[str]:
    if offer.description and fold_german(offer.description) == fold_german(offer.summary):
        yield ""


def _no_spoken(offer: Offer, known: Known) -> Iterator[str]:
    if offer.pk not in known.spoken:
        yield ""


def _no_costs(offer: Offer, known: Known) -> Iterator[str]:
    if not offer.is_free and not offer.costs.strip():
        yield ""


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("broken_link", gettext_lazy("Link kaputt"), 10, "links", _broken_link,
             gettext_lazy("Ein Link dieses Angebots ist seit Tagen kaputt."),
             gettext_lazy("Tragen Sie die neue Adresse ein oder nehmen Sie sie heraus.")),
        Rule("doubted", gettext_lazy("Rückmeldung wartet"), 9, "feedback", _doubted,
             gettext_lazy("Jemand sagt, dass hier etwas nicht stimmt."),
             gettext_lazy("Lesen Sie die Rückmeldung und berichtigen Sie die Angaben.")),
        Rule("overdue", gettext_lazy("Prüfung fällig"), 8, "", _overdue,
             gettext_lazy("Die Angaben müssen geprüft werden."),
             gettext_lazy("Fragen Sie beim Anbieter nach und drücken Sie „Angaben heute geprüft“.")),
        Rule("expires_soon", gettext_lazy("läuft bald ab"), 7, "valid_until", _expires,
             gettext_lazy("Das Angebot verschwindet nach dem %(detail)s."),
             gettext_lazy("Verlängern Sie es, wenn es weitergeht.")),
        Rule("phone_without_area_code", gettext_lazy("Telefon ohne Vorwahl"), 7, "phone", _phone,
             gettext_lazy("Die Nummer „%(detail)s“ hat keine Vorwahl. Vom Handy geht sie nicht."),
             gettext_lazy("Schreiben Sie die Vorwahl dazu.")),
        Rule("untranslated", gettext_lazy("Übersetzung fehlt"), 6, "translate", _untranslated,
             gettext_lazy("Auf %(detail)s wird hier oft gelesen, aber dieses Angebot gibt es nicht in der Sprache."),
             gettext_lazy("Übersetzen Sie wenigstens Titel und ersten Satz.")),
        Rule("no_hours", gettext_lazy("keine Öffnungszeiten"), 5, "zeiten-0", _no_hours,
             gettext_lazy("Es gibt weder Öffnungszeiten noch einen Hinweis auf Termine."),
             gettext_lazy("Tragen Sie Zeiten ein oder wählen Sie „nur mit Termin“.")),
        Rule("officialese", gettext_lazy("Amtsdeutsch"), 4, "summary", _officialese,
             gettext_lazy("„%(detail)s“ verstehen viele nicht."),
             gettext_lazy("Sagen Sie es einfacher, zum Beispiel: %(plain)s.")),
        Rule("long_summary", gettext_lazy("erster Satz zu lang"), 4, "summary", _long_summary,
             gettext_lazy("Der erste Satz ist lang."),
             gettext_lazy("Kürzen Sie auf höchstens 160 Zeichen und 20 Wörter je Satz. Den Rest nimmt die Beschreibung auf.")),
        Rule("no_position", gettext_lazy("nicht auf der Karte"), 4, "orte-0-street", _no_position,
             gettext_lazy("Ein Ort dieses Angebots hat keine Lage. Er fehlt auf der Karte und bei „in der Nähe“."),
             gettext_lazy("Prüfen Sie Straße und Ort, oder tragen Sie die Lage ein.")),
        Rule("shouting", gettext_lazy("Titel in Großbuchstaben"), 3, "title", _shouting,
             gettext_lazy("Der Titel steht in Großbuchstaben. Das liest sich schwer und wird falsch vorgelesen."),
             gettext_lazy("Schreiben Sie ihn groß und klein.")),
        Rule("repeats", gettext_lazy("Beschreibung wiederholt sich"), 3, "description", _repeats,
             gettext_lazy("Die Beschreibung sagt dasselbe wie der erste Satz."),
             gettext_lazy("Lassen Sie sie leer oder schreiben Sie, was dort noch fehlt.")),
        Rule("no_languages", gettext_lazy("Sprachen vor Ort fehlen"), 3, "languages_spoken_0", _no_spoken,
             gettext_lazy("Es steht nicht da, welche Sprachen gesprochen werden."),
             gettext_lazy("Wählen Sie wenigstens Deutsch, wenn es nur das ist.")),
        Rule("no_costs", gettext_lazy("Kosten unklar"), 3, "costs", _no_costs,
             gettext_lazy("Das Angebot kostet etwas, aber nicht gesagt ist, wie viel."),
             gettext_lazy("Schreiben Sie die Kosten dazu, auch ungefähr.")),
    )
}  # fmt: skip


# ── asking them ─────────────────────────────────────────────────────────────────────────────────────


def hints_of(offer: Offer) -> list[Hint]:
    """What is kept of one offer, the most important first. One query."""
    kept = OfferHint.objects.filter(offer_uuid=offer.uuid).order_by("detail").values_list("code", "detail")
    found = [(RULES[code], detail) for code, detail in kept if code in RULES]
    return [_hint(rule, detail) for rule, detail in sorted(found, key=lambda one: -one[0].weight)]


def _spoken(offer: Offer, known: Known) -> list[tuple[Rule, str]]:
    return [(rule, detail) for rule in RULES.values() for detail in rule.check(offer, known)]


def _hint(rule: Rule, detail: str) -> Hint:
    shown = str(language_name(detail, "de") or detail) if rule.code == "untranslated" else detail
    gaps = {"detail": shown, "plain": OFFICIALESE.get(fold_german(detail), "")}
    where = detail if rule.code == "untranslated" else rule.where
    return Hint(rule.code, str(rule.sentence) % gaps, str(rule.advice) % gaps, where, rule.weight, detail)


def wanted_languages(*, district: District, today: date) -> tuple[str, ...]:
    """The languages in which the public pages were read often in the last three months, without German."""
    since = first_of_month(first_of_month(today) - timedelta(days=62))
    facts = UsageFact.objects.filter(month__gte=since, page__in=[Page.OFFER, Page.SEARCH, Page.START])
    numbers = dict(facts.values("language").annotate(sum=Sum("number")).order_by().values_list("language", "sum"))
    total = sum(numbers.values())
    return tuple(code for code in district.languages if code != "de" and numbers.get(code, 0) > OFTEN * total)


def gather(offers: Iterable[Offer], *, district: District, today: date) -> Known:
    """Everything the rules need of these offers; the number of queries does not depend on theirs."""
    keys = [offer.pk for offer in offers]
    urls = {url for offer in offers for url in (offer.website, offer.video) if url}
    translated, places = defaultdict(set), defaultdict(list)
    for offer, language in OfferTranslation.objects.filter(offer__in=keys).values_list("offer_id", "language"):
        translated[offer].add(language)
    for place in OfferLocation.objects.filter(offer__in=keys).order_by("pk"):
        places[place.offer_id].append(place)
    said = Feedback.objects.filter(offer__in=keys, done_on=None).exclude(topic=FeedbackTopic.THANKS)
    through = Offer.languages_spoken.through.objects
    return Known(
        today=today,
        rhythm=rhythm_in_force(today),
        wanted_languages=wanted_languages(district=district, today=today),
        broken=frozenset(
            Link.objects.filter(url__in=urls, broken_since__isnull=False).values_list("url", flat=True)
        ) if urls else frozenset(),
        said=Counter(said.values_list("offer_id", flat=True)),
        translated=dict(translated),
        places=dict(places),
        opened=frozenset(OpeningTime.objects.filter(offer__in=keys).values_list("offer_id", flat=True)),
        courses=frozenset(CourseRun.objects.filter(offer__in=keys).values_list("offer_id", flat=True)),
        spoken=frozenset(through.filter(offer_id__in=keys).values_list("offer_id", flat=True)),
    )  # fmt: skip


# ── keeping what they said ──────────────────────────────────────────────────────────────────────────


def refresh_hints(keys: Iterable[int], *, district: District, today: date) -> None:
    """Bring the kept hints of these offers up to date; of those in the archive none is kept."""
    keys = list(keys)
    for start in range(0, len(keys), BATCH):
        _refresh(keys[start : start + BATCH], district=district, today=today)


@transaction.atomic
def _refresh(keys: list[int], *, district: District, today: date) -> None:
    offers = list(Offer.objects.filter(pk__in=keys).order_by("pk"))
    alive = [offer for offer in offers if offer.status != Offer.Status.ARCHIVED]
    known = gather(alive, district=district, today=today)
    now = {(offer.uuid, rule.code, detail) for offer in alive for rule, detail in _spoken(offer, known)}
    kept = {
        (hint.offer_uuid, hint.code, hint.detail): hint.pk
        for hint in OfferHint.objects.filter(offer_uuid__in=[offer.uuid for offer in offers])
    }
    OfferHint.objects.filter(pk__in=[pk for key, pk in kept.items() if key not in now]).delete()
    OfferHint.objects.bulk_create(
        [
            OfferHint(offer_uuid=uuid, code=code, detail=detail)
            for uuid, code, detail in sorted(now - set(kept), key=str)
        ],
        ignore_conflicts=True,
    )


def offers_changed(keys: list[int]) -> None:
    """After each change, in its transaction: who saves sees at once whether the hint is gone."""
    refresh_hints(keys, district=current_district(), today=timezone.localdate())


def refresh_all(*, district: District, today: date) -> None:
    """Every night: days pass, links break, languages become wanted; hints of offers that are gone go, too."""
    refresh_hints(Offer.objects.order_by("pk").values_list("pk", flat=True), district=district, today=today)
    OfferHint.objects.exclude(offer_uuid__in=Offer.objects.values("uuid")).delete()


# ── reading what was kept ───────────────────────────────────────────────────────────────────────────


def with_number_of_hints(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """`offers` with `number_of_hints`, counted in the same query."""
    own = OfferHint.objects.filter(offer_uuid=OuterRef("uuid")).order_by().values("offer_uuid")
    number = Subquery(own.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return offers.annotate(number_of_hints=Coalesce(number, 0))


def with_hint(offers: QuerySet[Offer], code: str) -> QuerySet[Offer]:
    """Those of `offers` of which the rule `code` has something to say."""
    return offers.filter(uuid__in=OfferHint.objects.filter(code=code).values("offer_uuid"))


def hint_choices() -> list[tuple[str, str]]:
    return [(rule.code, rule.label) for rule in RULES.values()]


@dataclass(frozen=True)
class Useful:
    """One thing the office could do for many offers at once."""

    code: str
    label: str
    number: int


def most_useful(*, number: int = SHOWN_TODAY) -> list[Useful]:
    """What helps most: many offers, and what weighs most. What Heute says anyway (checks, feedback, links) is left out."""
    counts = (
        OfferHint.objects.exclude(code__in=["overdue", "doubted", "broken_link"])
        .values("code").annotate(n=Count("offer_uuid", distinct=True)).order_by().values_list("code", "n")
    )  # fmt: skip
    known = [(RULES[code], n) for code, n in counts if code in RULES]
    ranked = sorted(known, key=lambda one: (-one[0].weight * one[1], one[0].code))[:number]
    return [Useful(rule.code, str(rule.label), n) for rule, n in ranked]
