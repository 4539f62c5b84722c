"""Offers sent to translators as XLIFF, and what comes back taken over text by text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.models import User
from kreislotse.core.errors import DomainError
from kreislotse.core.translations import Origin, text_hash
from kreislotse.directory import xliff
from kreislotse.directory.glossary import Finder, all_terms, entries_for
from kreislotse.directory.models import EarlierText, Offer, OfferTranslation, TranslationFile
from kreislotse.directory.operations import save_translation
from kreislotse.directory.queries import TranslationState, translation_state
from kreislotse.directory.translation_tasks import offers_to_translate
from kreislotse.imports import storage
from kreislotse.jobs.tasks import enqueue_after_commit

BATCH = 200
MOST_PROBLEMS = 200
AT_ONCE_BYTES = 300 * 1024  # larger files are read in the background
STALLED_AFTER = timedelta(minutes=5)
UNTOUCHED = "initial"


# ── out ─────────────────────────────────────────────────────────────────────────────────────────────


def export(offers: QuerySet[Offer], *, language: str, is_whole: bool) -> bytes:
    """The texts of `offers` in one file: all of them with `is_whole`, else only what somebody has to do."""
    return xliff.write(_files(offers, language, is_whole), language=language)


def _files(offers: QuerySet[Offer], language: str, is_whole: bool) -> Iterator[xliff.File]:
    terms = list(all_terms())
    finder, words = Finder(terms), entries_for(terms, language)
    for batch in _batches(list(offers.values_list("pk", flat=True))):
        rows = {row.offer_id: row for row in OfferTranslation.objects.filter(offer__in=batch, language=language)}
        earlier = defaultdict(dict)
        for kept in EarlierText.objects.filter(offer__in=batch):
            earlier[kept.offer_id][kept.field, kept.text_hash] = kept.text
        found = Offer.objects.in_bulk(batch)
        for offer in (found[pk] for pk in batch if pk in found):
            state = translation_state(offer, language, rows.get(offer.pk))
            units = [
                _unit(offer, name, state, earlier[offer.pk], finder, words)
                for name in Offer.TRANSLATED
                if getattr(offer, name) and (is_whole or name in state.to_do or _is_unread(state, name))
            ]
            if units:
                yield xliff.File(str(offer.uuid), offer.title, units)


def _is_unread(state: TranslationState, name: str) -> bool:
    return state.row is not None and name in state.row.machine_fields


def _unit(offer, name, state, earlier, finder, words) -> xliff.Unit:
    source, label = getattr(offer, name), str(Offer._meta.get_field(name).verbose_name)
    notes = []
    if limit := OfferTranslation._meta.get_field(name).max_length:
        notes.append(_("Höchstens %(limit)s Zeichen.") % {"limit": limit})
    if name in state.outdated:
        text = earlier.get((name, state.row.source_hashes.get(name, "")))
        notes.append(_("Der deutsche Text hat sich geändert. Ist die Übersetzung noch richtig, setzen Sie den Stand auf „final“."))  # fmt: skip
        if text:
            notes.append(_("Vorher: %(text)s") % {"text": text})
    if _is_unread(state, name):
        notes.append(_("Das hat eine Maschine geschrieben. Wer es gelesen hat, setzt den Stand auf „final“."))
    used = tuple((term.term, words[term.term]) for term in finder.terms_in(source) if term.term in words)
    return xliff.Unit(
        key=f"{offer.uuid}.{name}",
        name=label,
        source=source,
        target=getattr(state.row, name) if state.row else "",
        state="initial" if name in state.to_do or _is_unread(state, name) else "translated",
        notes=tuple(notes),
        terms=used,
    )


def _batches(keys: list) -> Iterator[list]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


# ── in ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Problem:
    """One text that was not taken over, by the name a person knows it by, and why."""

    what: str
    sentence: str


@dataclass
class Report:
    """What became of a file."""

    language: str
    taken: int = 0
    unchanged: int = 0
    empty: int = 0
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0

    def add(self, what: str, sentence: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(what[:200], sentence))
        else:
            self.more_problems += 1


class OtherLanguage(DomainError):
    message = gettext_lazy("Die Datei ist für die Sprache „%(language)s“. Hier geht es um „%(wanted)s“.")


def take_over(
    content: bytes,
    *,
    language: str,
    offers: QuerySet[Offer],
    by: User,
    on_progress: Callable[[int], None] | None = None,
) -> Report:
    """Save the translations of a file; each text that cannot be taken is reported, and the rest is saved.

    `offers` are those the person may translate. A text whose German changed after the export is refused by name.
    `on_progress` hears how many percent are done. Raises `OtherLanguage` and what `xliff.read` raises; then nothing was saved.
    """
    document = xliff.read(content)
    if document.language.lower() != language.lower():
        raise OtherLanguage(language=document.language[:20], wanted=language)
    report = Report(language)
    by_offer = _by_offer(document.units, report)
    for number, keys in enumerate(batches := list(_batches(list(by_offer)))):
        if on_progress:
            on_progress(100 * number // len(batches))
        found = {offer.uuid: offer for offer in offers.filter(uuid__in=keys)}
        rows = {
            row.offer_id: row for row in OfferTranslation.objects.filter(offer__in=found.values(), language=language)
        }
        for key in keys:
            if key not in found:
                report.add(str(key), _("Dieses Angebot gibt es nicht (mehr)."))
            else:
                offer = found[key]
                _take_offer(offer, rows.get(offer.pk), by_offer[key], report, by=by)
    return report


# ── large files ─────────────────────────────────────────────────────────────────────────────────────


def receive(
    content: bytes, *, file_name: str, language: str, offers: QuerySet[Offer], by: User, now: datetime
) -> Report | TranslationFile:
    """Take a file over: a small one at once, a large one by the worker; then a row that says how far it is.

    Raises what `take_over` raises for a small file, and `FileTooLarge`, `DiskFull` or `NotWritable`.
    """
    if len(content) <= AT_ONCE_BYTES:
        return take_over(content, language=language, offers=offers, by=by)
    if len(content) > xliff.MOST_BYTES:
        raise xliff.FileTooLarge(limit=xliff.MOST_BYTES // 1024 // 1024)
    from kreislotse.directory.tasks import read_translations

    stored_as = storage.keep(ContentFile(content))
    try:
        with transaction.atomic():
            file = TranslationFile.objects.create(
                language=language,
                file_name=file_name[:200],
                stored_as=stored_as,
                by=by,
                received_at=now,
                progressed_at=now,
            )
            enqueue_after_commit(read_translations, file.pk)
    except DatabaseError:
        storage.discard(stored_as)
        raise
    file.refresh_from_db()
    return file


def read_file(pk: int, *, today: date) -> None:
    """Read a file that waits. Safe to run twice: what was taken over the first time is unchanged the second."""
    file = TranslationFile.objects.select_related("by").filter(pk=pk, finished_at=None).first()
    if file is None or file.by is None:
        return
    values: dict = {"failure": str(DomainError())}
    try:
        with storage.opened(file.stored_as) as stream:
            content = stream.read()
        offers = offers_to_translate(to=file.by, today=today)
        report = take_over(
            content, language=file.language, offers=offers, by=file.by, on_progress=partial(_note_progress, file)
        )
        values = {"report": asdict(report), "failure": ""}
    except DomainError as error:
        values = {"failure": str(error)[:300]}
    finally:
        TranslationFile.objects.filter(pk=pk).update(
            **values, stored_as="", progress=100, finished_at=timezone.now(), progressed_at=timezone.now()
        )
        storage.discard(file.stored_as)


def _note_progress(file: TranslationFile, percent: int) -> None:
    TranslationFile.objects.filter(pk=file.pk).update(progress=percent, progressed_at=timezone.now())


def report_of(file: TranslationFile) -> Report | None:
    """What became of a file; `None` until then, and where it failed."""
    if not file.report:
        return None
    values = dict(file.report)
    return Report(**values | {"problems": [Problem(**one) for one in values["problems"]]})


def _by_offer(units: Iterable[xliff.Unit], report: Report) -> dict[UUID, dict[str, xliff.Unit]]:
    found: dict[UUID, dict[str, xliff.Unit]] = {}
    for unit in units:
        key, _dot, name = unit.key.rpartition(".")
        try:
            uuid = UUID(key)
        except ValueError:
            uuid = None
        if uuid is None or name not in Offer.TRANSLATED:
            report.add(unit.key or "?", _("Diese Kennung stammt nicht aus Kreislotse."))
        elif name in found.setdefault(uuid, {}):
            report.add(unit.key, _("Dieser Text steht zweimal in der Datei. Der erste wurde genommen."))
        else:
            found[uuid][name] = unit
    return found


def _take_offer(
    offer: Offer, row: OfferTranslation | None, units: dict[str, xliff.Unit], report: Report, *, by
) -> None:
    state = translation_state(offer, report.language, row)
    texts = {}
    for name, unit in units.items():
        target = unit.target.strip()
        label = f"{offer.title}: {Offer._meta.get_field(name).verbose_name}"
        limit = OfferTranslation._meta.get_field(name).max_length
        is_same = row is not None and target == getattr(row, name)
        has_news = name in state.to_do or _is_unread(state, name)
        if not target:
            report.empty += 1
        elif text_hash(unit.source) != text_hash(getattr(offer, name)):
            report.add(label, _("Der deutsche Text hat sich nach dem Export geändert. Bitte übersetzen Sie ihn neu."))
        elif limit and len(target) > limit:
            report.add(
                label,
                _("Die Übersetzung hat %(n)s Zeichen, erlaubt sind %(limit)s.") % {"n": len(target), "limit": limit},
            )
        elif "\x00" in target:
            report.add(label, _("Die Übersetzung enthält Zeichen, die kein Text sind."))
        elif is_same and (unit.state == UNTOUCHED or not has_news):
            report.unchanged += 1
        else:
            texts[name] = target
    if not texts:
        return
    try:
        seen = {name: text_hash(units[name].source) for name in texts}
        save_translation(offer, language=report.language, texts=texts, seen=seen, origin=Origin.IMPORT, by=by)
    except DomainError as error:
        report.add(offer.title, str(error))
    else:
        report.taken += len(texts)
