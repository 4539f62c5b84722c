"""Texts an office can begin with; taken over once, they are the office's own and change only in its versions."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kreislotse.coordination.models import OfficeText
from kreislotse.coordination.texts import Words, write_text

Purpose, Channel = OfficeText.Purpose, OfficeText.Channel


def starters() -> list[tuple[str, str, str, Words]]:
    """Name, purpose, channel and words of each proposal."""
    return [
        (
            _("Mitteilung an alle"), Purpose.GENERAL, Channel.MAIL,
            Words(
                _("Neues aus Ihrem Büro"),
                _("Guten Tag {vorname} {nachname},\n\n…\n\nRufen Sie uns gern an: {telefon}.\n\nIhr Team {buero}"),
            ),
        ),
        (
            _("Etwas läuft ab"), Purpose.EXPIRY, Channel.MAIL,
            Words(
                _("Bitte denken Sie daran: {was}"),
                _("Guten Tag {vorname} {nachname},\n\nam {bis} läuft ab: {was}.\nMelden Sie sich bitte bei uns, dann finden wir zusammen einen Termin.\n\nTelefon: {telefon}\n\nIhr Team {buero}"),
            ),
        ),
        (
            _("Einladung zur Schulung"), Purpose.TRAINING, Channel.MAIL,
            Words(
                _("Einladung: {schulung}"),
                _("Guten Tag {vorname} {nachname},\n\nwir laden Sie ein: {schulung}\n\n{termine}\n\nMöchten Sie kommen? Mit diesem Link antworten Sie ohne Anmeldung; er gehört nur Ihnen:\n{link}\n\nFragen? {telefon}\n\nIhr Team {buero}"),
            ),
        ),
        (
            _("Danke"), Purpose.THANKS, Channel.MAIL,
            Words(
                _("Danke, {vorname}!"),
                _("Guten Tag {vorname} {nachname},\n\nseit {dabei_seit} sind Sie dabei, in diesem Jahr schon {stunden} Stunden. Dafür danken wir Ihnen herzlich.\n\nIhr Team {buero}"),
            ),
        ),
        (
            _("Bitte rufen Sie uns an"), Purpose.GENERAL, Channel.SMS,
            Words("", _("Guten Tag {vorname}, bitte rufen Sie uns an: {telefon}. Danke! {buero}")),
        ),
    ]  # fmt: skip


def starter_for(purpose: str) -> Words:
    """The mail we propose for a purpose, for an office that wrote none."""
    return next(words for _name, of, channel, words in starters() if of == purpose and channel == Channel.MAIL)


@transaction.atomic
def take_over_starters(*, today: date, by) -> int:
    """Save those proposals whose name is not taken; returns how many."""
    known = set(OfficeText.objects.filter(retired_on=None).values_list("name", flat=True))
    new = [one for one in starters() if one[0] not in known]
    for name, purpose, channel, words in new:
        write_text(None, name=name, purpose=purpose, channel=channel, words=words, today=today, by=by)
    return len(new)
