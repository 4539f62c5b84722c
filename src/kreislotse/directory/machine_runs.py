"""Orders to translate by machine, worked off in the background.

A machine writes only what nobody has written: missing texts, and texts of its own whose German changed. What it writes
is marked until a person approves.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.models import User
from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.translations import Origin, changed_fields, text_hash
from kreislotse.directory import machine_translation
from kreislotse.directory.entries import Entry
from kreislotse.directory.glossary import all_terms, entries_for
from kreislotse.directory.machine_translation import MachineError, MachineTranslator, NoServer, Protected
from kreislotse.directory.models import MachineRun, Offer, OfferTranslation
from kreislotse.directory.operations import save_translation
from kreislotse.directory.translation_tasks import tasks
from kreislotse.jobs.tasks import district_task, enqueue_after_commit

logger = logging.getLogger(__name__)

PAUSES = (2, 8, 30)  # seconds before asking a busy or silent server again
STUCK_AFTER = timedelta(hours=1)
MOST_PROBLEMS = 20


class AlreadyRunning(DomainError):
    message = gettext_lazy("Für diese Sprache läuft schon eine maschinelle Übersetzung. Bitte warten Sie, bis sie fertig ist.")  # fmt: skip


class NothingToTranslate(DomainError):
    message = gettext_lazy("Hier ist nichts, das eine Maschine übersetzen dürfte. Was Menschen geschrieben haben, ändert sie nicht.")  # fmt: skip


def fields_for_machine(offer: Offer, row: OfferTranslation | None) -> list[str]:
    """The texts a machine may write: no person has written them, and the German is new to it."""
    if row is None:
        return [name for name in Offer.TRANSLATED if getattr(offer, name)]
    changed = changed_fields(row, offer, Offer.TRANSLATED)
    return [name for name in changed if getattr(offer, name) and (name in row.machine_fields or not getattr(row, name))]


def work_ahead(languages: Sequence[str], *, offer: Offer | None, today: date) -> tuple[int, int]:
    """How many translations an order would ask for, and of how many German words."""
    number = words = 0
    for language in languages:
        for one, fields in _todo(language, _offers(language, offer, today)):
            number += 1
            words += sum(len(getattr(one, name).split()) for name in fields)
    return number, words


@transaction.atomic
def order_run(languages: Sequence[str], *, by: User, now: datetime, offer: Offer | None = None) -> MachineRun:
    """Order translations of one offer, or of all that wait, into `languages`; they are made in the background.

    Raises `NoServer`, `AlreadyRunning`, `NothingToTranslate`.
    """
    if not machine_translation.is_configured():
        raise NoServer
    running = MachineRun.objects.select_for_update(of=("self",)).filter(
        finished_at=None, requested_at__gt=now - STUCK_AFTER
    )
    if any(set(run.languages) & set(languages) for run in running):
        raise AlreadyRunning
    if not work_ahead(languages, offer=offer, today=timezone.localdate(now))[0]:
        raise NothingToTranslate
    run = MachineRun.objects.create(languages=list(languages), offer=offer, by=by, requested_at=now)
    audit.record(Entry.MACHINE_RUN_ORDERED, run, by=by, languages=", ".join(languages))
    enqueue_after_commit(translate_by_machine, run.pk)
    return run


def latest_runs(*, now: datetime) -> list[MachineRun]:
    """The orders of the last day, the newest first."""
    rows = MachineRun.objects.filter(requested_at__gt=now - timedelta(days=1)).select_related("offer", "by")
    return list(rows.order_by("-requested_at", "-pk")[:5])


@district_task
def translate_by_machine(run_id: int) -> None:
    """Work off an order; a second time it goes on where the first one stopped."""
    run = MachineRun.objects.select_related("offer", "by").filter(pk=run_id, finished_at=None).first()
    if run is not None:
        work_off(run)


def work_off(run: MachineRun, *, pause: Callable[[float], None] = time.sleep) -> MachineRun:
    """Translate what `run` asks for; whatever happens, it ends with what was done and why the rest was not."""
    try:
        server = machine_translation.translator()
    except MachineError as error:
        _note(run, str(error))
    else:
        try:
            for language in run.languages:
                _translate_into(language, run, server, pause)
        except MachineError as error:  # the server will give no more for now
            _note(run, str(error))
            logger.warning("machine translation stopped: %s", type(error).__name__, extra={"run": run.pk})
        finally:
            server.close()
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at", "problems", "done", "failed"])
    return run


def _translate_into(language: str, run: MachineRun, server: MachineTranslator, pause) -> None:
    if not _patiently(lambda: server.knows(language), pause):
        _note(run, f"{language}: {machine_translation.LanguageNotKnown()}")
        return
    glossary = entries_for(all_terms(), language)
    keys = list(_offers(language, run.offer, timezone.localdate()).values_list("pk", flat=True))
    for pk in keys:  # read one by one: an hour may lie between the first and the last
        for offer, fields in _todo(language, Offer.objects.filter(pk=pk)):
            _translate_offer(offer, fields, language, run, server, glossary, pause)


def _translate_offer(offer, fields, language, run, server, glossary, pause) -> None:  # noqa: PLR0913
    seen = {name: text_hash(getattr(offer, name)) for name in fields}
    protected = [Protected.of(getattr(offer, name)) for name in fields]
    try:
        found = _patiently(
            lambda: server.translate([one.text for one in protected], language=language, glossary=glossary), pause
        )
        texts = _usable(offer, fields, protected, found, run)
        if texts:
            save_translation(offer, language=language, texts=texts, seen=seen, origin=Origin.MACHINE, by=run.by)
    except (machine_translation.TextRefused, machine_translation.AnswerUnclear) as error:
        run.failed += 1
        _note(run, f"{offer.title}: {error}")
    except MachineError:
        raise
    except DomainError as error:  # somebody emptied the title meanwhile
        run.failed += 1
        _note(run, f"{offer.title}: {error}")
    else:
        run.done += bool(texts)
        run.failed += not texts
    run.save(update_fields=["done", "failed", "problems"])


def _usable(offer, fields, protected, found, run) -> dict[str, str]:
    """The texts that can be kept; the others are named."""
    texts = {}
    for name, before, after in zip(fields, protected, found, strict=True):
        label, limit = Offer._meta.get_field(name).verbose_name, OfferTranslation._meta.get_field(name).max_length
        text = before.restored(after.strip())
        if text is None:
            _note(run, _("%(what)s: Telefonnummer oder E-Mail-Adresse ging beim Übersetzen verloren.") % {"what": f"{offer.title}, {label}"})  # fmt: skip
        elif limit and len(text) > limit:
            _note(run, _("%(what)s: Die Übersetzung ist zu lang.") % {"what": f"{offer.title}, {label}"})
        elif text:
            texts[name] = text.replace("\x00", "")
    return texts


def _patiently(ask: Callable, pause: Callable[[float], None]):
    """Ask, and ask a busy or silent server again after a while."""
    for seconds in PAUSES:
        try:
            return ask()
        except MachineError as error:
            if not error.is_passing:
                raise
            pause(seconds)
    return ask()


def _offers(language: str, offer: Offer | None, today: date):
    return tasks(language, today=today) if offer is None else Offer.objects.filter(pk=offer.pk)


def _todo(language: str, offers) -> Iterable[tuple[Offer, list[str]]]:
    """Offers with the fields a machine may write. One query for the offers and one for their translations."""
    offers, translations = list(offers), OfferTranslation.objects.filter(language=language)
    if len(offers) == 1:
        translations = translations.filter(offer=offers[0])
    rows = {row.offer_id: row for row in translations}
    for offer in offers:
        fields = fields_for_machine(offer, rows.get(offer.pk))
        row = rows.get(offer.pk)
        if fields and (row is not None or "title" in fields):
            yield offer, fields


def _note(run: MachineRun, sentence: str) -> None:
    if sentence not in run.problems and len(run.problems) < MOST_PROBLEMS:
        run.problems.append(sentence)
