"""What guides did on the phone: days away, languages, signatures of institutions and tickets."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from kreislotse.demo.chance import BERLIN
from kreislotse.demo.world import World
from kreislotse.documents.drawing import HEIGHT, WIDTH
from kreislotse.guides.models import Guide, GuideAbsence
from kreislotse.matching.models import Appointment, Expense, PhoneRule, SheetSignature

SIGNED_AT_MOST = 60
SIGNERS = ("Frau Weber", "Herr Klein", "Frau Yıldız", "Herr Sommer", "Frau Dr. Brandt", "Frau Pohl")
TICKETS = ("2.80", "3.40", "5.60", "7.20", "11.50")


def build_phone(world: World) -> None:
    _languages(world)
    _absences(world)
    _signatures(world)
    PhoneRule.objects.create(
        remind_hours=48 if world.chance.happens(0.4) else 24, valid_from=world.today.replace(month=1, day=1),
        source="erfunden für die Vorführung",
    )  # fmt: skip


def _languages(world: World) -> None:
    """Many read in their own language; the guide with the demo's login reads German, so that everybody can follow."""
    known = dict(settings.LANGUAGES)
    changed = []
    for guide in Guide.objects.exclude(pk=world.guide_with_login.pk).prefetch_related("languages__language"):
        spoken = [line.language.code.split("-")[0] for line in guide.languages.all() if line.level == "native"]
        code = next((one for one in spoken if one in known), "")
        if code and world.chance.happens(0.5):
            guide.interface_language = code
            changed.append(guide)
    world.guide_with_login.interface_language = "de"
    Guide.objects.bulk_update([*changed, world.guide_with_login], ["interface_language"], batch_size=500)


def _absences(world: World) -> None:
    chance = world.chance
    absences = []
    for guide in Guide.objects.available():
        if guide != world.guide_with_login and not chance.happens(0.2):
            continue
        first = world.today + timedelta(days=chance.between(14, 60))
        absences.append(GuideAbsence(guide=guide, from_on=first, to_on=first + timedelta(days=chance.between(2, 20))))
    GuideAbsence.objects.bulk_create(absences)


def _signatures(world: World) -> None:
    """Of the sheets that are back some were signed on the phone, and some appointments cost a ticket."""
    chance = world.chance
    rows = Appointment.objects.filter(outcome="took_place", sheet__confirmed_on__isnull=False, sheet__signature=None)
    sheets, signatures, expenses = set(), [], []
    for appointment in rows.select_related("sheet").order_by("-on", "pk")[: SIGNED_AT_MOST * world.scale]:
        sheet = appointment.sheet
        if sheet.pk not in sheets and chance.happens(0.6):
            at = datetime.combine(sheet.confirmed_on, datetime.min.time(), tzinfo=BERLIN).replace(hour=15)
            signatures.append(
                SheetSignature(sheet=sheet, signer=chance.one(SIGNERS), strokes=_strokes(chance), signed_at=at)
            )
        sheets.add(sheet.pk)
        if chance.happens(0.3):
            expenses.append(
                Expense(appointment=appointment, category=Expense.Category.TICKET, amount=Decimal(chance.one(TICKETS)))
            )
    SheetSignature.objects.bulk_create(signatures)
    Expense.objects.bulk_create(expenses)


def _strokes(chance) -> str:
    """A scribble from left to right that looks like somebody's name."""
    points, x, y = [], 40, HEIGHT // 2
    while x < WIDTH - 60:
        points.append(f"{x} {y}")
        x += chance.between(4, 22)
        y = max(30, min(HEIGHT - 30, y + chance.between(-45, 45)))
    return "M" + "L".join(points)
