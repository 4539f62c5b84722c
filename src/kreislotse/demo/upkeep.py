"""Providers who were asked, answered or propose changes, and last year's list for the Land."""

from __future__ import annotations

from datetime import timedelta

from kreislotse.demo.world import World
from kreislotse.directory import offer_snapshots, proposable
from kreislotse.directory.models import CheckRequest, Offer, OfferProposal, OfferSnapshot
from kreislotse.directory.rhythm import Rhythm, due_offers

ASKED, PROPOSED = 6, 3
NOTES = ("Die neue Nummer gilt ab sofort.", "", "Wir haben jetzt auch nachmittags Zeit.")


def build_upkeep(world: World) -> None:
    """Nothing here is drawn by chance, so that the stories of the other parts stay as they are."""
    offers = Offer.objects.published(world.today)
    due = list(due_offers(offers, Rhythm(), today=world.today).order_by("pk")[:ASKED])
    for number, offer in enumerate(due):
        asked = world.now - timedelta(days=30 - 4 * number)
        CheckRequest.objects.create(
            offer=offer, address=offer.email, asked_on=asked.date(), sent_at=asked,
            expires_on=asked.date() + timedelta(days=60),
            reminded_at=asked + timedelta(days=21) if number < 2 else None,
        )  # fmt: skip
    for number, offer in enumerate(offers.exclude(pk__in=[one.pk for one in due]).order_by("-pk")[:PROPOSED]):
        _propose(world, offer, number)
    _snapshot_of_last_year(world)


def _propose(world: World, offer: Offer, number: int) -> None:
    state = proposable.state(offer)
    changes = {
        "phone": f"{state['phone']}0",
        "summary": f"{state['summary']} Bitte rufen Sie vorher an.",
        "waiting_weeks": (state["waiting_weeks"] or 0) + 2,
    }
    if number == 1:
        del changes["summary"]
        changes[proposable.PERIODS] = f"1.7.{world.today.year + 1}–31.8.{world.today.year + 1}: Di 17–19"
    OfferProposal.objects.create(
        offer=offer, name="Musterperson", email=offer.email, note=NOTES[number],
        submitted_at=world.now - timedelta(days=number + 1), changes=changes,
        base={key: state[key] for key in changes},
    )  # fmt: skip


def _snapshot_of_last_year(world: World) -> None:
    """The list of today without its last three offers and with two old numbers: so the comparison has something to say."""
    rows = offer_snapshots.frozen_rows(offer_snapshots.offers_of_today(today=world.today))[:-3]
    for row in rows[:2]:
        row["phone"] = ""
    if rows:
        then = world.now - timedelta(days=360)
        OfferSnapshot.objects.create(
            taken_on=then.date(), taken_at=then, rows=rows, number=len(rows), checksum=offer_snapshots.checksum_of(rows)
        )
