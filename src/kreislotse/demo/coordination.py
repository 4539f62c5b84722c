"""What the coordination has written and arranged: texts, a mailing, a training with answers, some absences."""

from __future__ import annotations

from datetime import time, timedelta

from django.db.models import Q

from kreislotse.accounts.roles import Role as AccountRole
from kreislotse.coordination.models import Mailing, Message, OfficeText, TrainingInvitation
from kreislotse.coordination.provider_calls import answer_call, call_providers, first_words, organizations_to_call
from kreislotse.coordination.starters import take_over_starters
from kreislotse.coordination.texts import Words, words_in_force, write_text
from kreislotse.demo.trail import happening
from kreislotse.demo.world import World
from kreislotse.guides.models import Guide, TrainingDate, TrainingModule, TrainingRun
from kreislotse.guides.training import register_for_training
from kreislotse.places.models import Municipality

ARABIC = Words(
    "دعوة: {schulung}",
    "مرحبا {vorname} {nachname}،\n\nندعوكم إلى: {schulung}\n\n{termine}\n\nللإجابة بدون تسجيل دخول:\n{link}\n\n{buero}، {telefon}",
)
INVITED = 14
ANSWERS = ("yes", "yes", "no", "yes", "later", "yes", "open")
Answer = TrainingInvitation.Answer
CALL_ANSWERS = (
    ("yes", "Bitte rufen Sie uns an, am besten vormittags."),
    ("looking", "Wir fragen in unserem Treffen nächste Woche."),
    ("no", "Unsere Ehrenamtlichen haben kein Auto."),
    ("", ""),
)


def build_coordination(world: World) -> None:
    by = world.office.user(AccountRole.COORDINATOR)
    with happening(world.now - timedelta(days=200)):
        take_over_starters(today=world.today - timedelta(days=200), by=by)
    guides = list(Guide.objects.filter(status=Guide.Status.ACTIVE).exclude(email="").order_by("number"))
    _mailing(world, guides, by)
    with happening(world.now - timedelta(days=5)):
        _training(world, guides[:INVITED], by)
    _call(world, by)


def _call(world: World, by) -> None:
    """For a municipality where nobody lives and, if there is one, nobody comes; one of those asked has not answered yet."""
    covered = Guide.objects.filter(status=Guide.Status.ACTIVE)
    places = Municipality.objects.of_district(world.district).valid_on(world.today).filter(is_inhabited=True)
    places = places.exclude(pk__in=covered.exclude(home_municipality=None).values("home_municipality"))
    nobody_comes = ~Q(pk__in=covered.exclude(areas=None).values("areas"))
    empty = places.order_by("name", "pk").filter(nobody_comes).first() or places.order_by("name", "pk").first()
    found = organizations_to_call(empty)
    asked = [one.organization for group in found.values() for one in group if one.way == "mail"][: len(CALL_ANSWERS)]
    if not empty or not asked:
        return
    then = world.now - timedelta(days=9)
    subject, body = first_words(empty, None, district=world.district)
    with happening(then):
        call = call_providers(
            asked, municipality=empty, language=None, subject=subject, body=body, today=then.date(),
            reply_by=then.date() + timedelta(days=14), by=by,
        )  # fmt: skip
    call.addressees.update(sent_at=then)
    for addressee, (answer, note) in zip(call.addressees.order_by("pk"), CALL_ANSWERS, strict=False):
        if answer:
            with happening(then + timedelta(days=3)):
                answer_call(addressee, answer=answer, note=note, now=then + timedelta(days=3))


def _mailing(world: World, guides: list[Guide], by) -> None:
    text = OfficeText.objects.get(purpose="general", channel="mail")
    words = {
        "de": Words("Sommerfest am Freitag", "Guten Tag {vorname},\n\nwir laden Sie herzlich ein.\n\nIhr Team {buero}")
    }
    then = world.now - timedelta(days=40)
    mailing = Mailing.objects.create(
        text=text, words={code: [one.subject, one.body] for code, one in words.items()}, created_at=then, by=by
    )
    Message.objects.bulk_create(Message(mailing=mailing, guide=guide, status="sent", sent_at=then) for guide in guides)


def _training(world: World, guides: list[Guide], by) -> None:
    """One evening in three weeks with ten places; most have answered."""
    module, _made = TrainingModule.objects.get_or_create(
        title="Schweigepflicht und Datenschutz im Alltag",
        defaults={"kind": "further", "units": 4, "validity_months": 36},
    )
    run = TrainingRun.objects.create(module=module, place="Kreishaus, Sitzungssaal", places=10)
    day = world.today + timedelta(days=21)
    TrainingDate.objects.create(run=run, on=day, starts_at=time(17), ends_at=time(20), units=4)
    text = OfficeText.objects.get(purpose="training")
    write_text(
        text,
        name=text.name,
        purpose=text.purpose,
        channel=text.channel,
        language="ar",
        words=ARABIC,
        today=world.today,
        by=by,
    )
    words = words_in_force(text, world.today)
    then = world.now - timedelta(days=5)
    mailing = Mailing.objects.create(
        purpose="training", text=text, run=run, words={code: [one.subject, one.body] for code, one in words.items()},
        created_at=then, by=by,
    )  # fmt: skip
    for number, guide in enumerate(guides):
        answer = ANSWERS[number % len(ANSWERS)]
        Message.objects.create(mailing=mailing, guide=guide, status="sent", sent_at=then)
        TrainingInvitation.objects.create(
            run=run, guide=guide, invited_at=then, expires_on=day - timedelta(days=7), answer=answer, by=by,
            answered_at=None if answer == Answer.OPEN else then + timedelta(days=1),
        )  # fmt: skip
        if answer == Answer.YES:
            register_for_training(run, guide, now=then + timedelta(days=1), by=None)
