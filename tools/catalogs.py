"""Keeps the catalogs of the public pages complete: `make catalogs` adds what is new and says what is missing.

The source is German. Only what the public reads is translated: the office works in German. No GNU gettext is needed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kreislotse"
LOCALE = SOURCE / "locale"
# Read by the public: templates and code of its area, and what these show of the packages below.
PUBLIC = [
    "web/public/**/*.html",
    "web/public/**/*.py",
    "web/errors.py",
    "web/context.py",
    "core/templates/base.html",
    "core/templates/4*.html",
    "core/templates/500.html",
    "core/templates/components/*.html",
    "core/templates/layouts/public.html",
    "core/templates/layouts/plain.html",
    "core/templates/layouts/_*.html",
    "core/templatetags/*.py",
    "core/words.py",
    "core/dates.py",
    "core/errors.py",
    "documents/printouts.py",
    "directory/calendars.py",
    "directory/facts.py",
    "directory/open_days.py",
    "intake/submissions.py",
    "intake/admissibility.py",
    "intake/links.py",
    "intake/answers.py",
    "intake/tasks.py",
    "intake/templates/intake/mail/*.txt",
    "quality/templates/quality/mail/*.txt",
    "api/**/*.py",
    "quality/answers.py",
    "web/templates/**/*.html",
    # Read by guides, each in the language of their choice.
    "web/guides/**/*.html",
    "web/guides/**/*.py",
    "core/templates/layouts/phone.html",
    "matching/phone.py",
    "matching/spans.py",
    "matching/reminders.py",
    "matching/tasks.py",
    "matching/hours.py",
    "matching/letters.py",
    "matching/overlaps.py",
    "matching/hard_rules.py",
    "matching/own_reasons.py",
    "matching/printouts.py",
    "matching/operations/errors.py",
    "matching/templates/matching/mail/*.txt",
    "guides/absences.py",
    "guides/own_standing.py",
    "guides/past_days.py",
    "guides/qualification.py",
    "guides/times.py",
    "guides/training.py",
    "guides/operations.py",
    "guides/invitations.py",
    "guides/interest.py",
    "coordination/training_invitations.py",
    "documents/pictures.py",
    "documents/drawing.py",
    "settlement/operations/errors.py",
    "settlement/iban.py",
    "intake/kinds.py",
    "intake/dates.py",
    "intake/counter_keys.py",
    "core/clock.py",
    "web/wishes.py",
    "planning/wording.py",
    "planning/standing.py",
]
KEYWORDS = {
    "_": None, "_now": None, "say": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
OFFICE_ONLY = {
    "documents/printouts.py": ("OFFER_LABELS", "SLIP_LABELS", "HANDOUT_LABELS"),
    "web/context.py": ("PUBLIC_MENU", "_guides"),
}  # of these files only what stands in the named constants and functions
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "sr": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ro": "nplurals=3; plural=(n==1 ? 0 : n==0 || (n!=1 && n%100>=1 && n%100<=19) ? 1 : 2);",
    "fr": "nplurals=2; plural=(n > 1);",
    "fa": "nplurals=2; plural=(n > 1);",
    "tr": "nplurals=2; plural=(n != 1);",
    "ti": "nplurals=2; plural=(n > 1);",
}
DEFAULT_PLURAL = "nplurals=2; plural=(n != 1);"
_NAMED = r"^{0} = .*?^}}|^def {0}\(.*?(?=^\S)"
GAP = re.compile(r"%\((\w+)\)[sd]")


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kreislotse.config.settings")
    os.environ.setdefault("KREISLOTSE_SECRET_KEY", "only for tools")
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()


def languages() -> list[str]:
    from kreislotse.config.languages import INTERFACE

    return [code for code, *_rest in INTERFACE if code != "de"]


def messages() -> dict[tuple[str | None, str], str | None]:
    """All texts the public may read: (context, text) → plural or `None`."""
    found: dict[tuple[str | None, str], str | None] = {}
    for context, text, plural in [*_of_files(), *_of_choices()]:
        found[(context, text)] = plural or found.get((context, text))
    return found


def _of_files() -> Iterator[tuple[str | None, str, str | None]]:
    from django.utils.translation.template import templatize

    for pattern in PUBLIC:
        for file in sorted(SOURCE.glob(pattern)):
            text = file.read_text(encoding="utf-8")
            name = str(file.relative_to(SOURCE))
            if only := OFFICE_ONLY.get(name):
                text = "\n".join(re.search(_NAMED.format(name), text, re.M | re.S).group() for name in only)
            if file.suffix in (".html", ".txt"):
                text = templatize(text, origin=name)
            for _line, function, message, _comments in extract_python(BytesIO(text.encode()), KEYWORDS, [], {}):
                yield from _parts(function, message)


def _parts(function: str, message) -> Iterator[tuple[str | None, str, str | None]]:
    if message is None:  # the text is no literal here; it stands elsewhere
        return
    parts = [message] if isinstance(message, str) else [part for part in message if part is not None]
    if not parts or not parts[0]:
        return
    if function.startswith(("p", "np")):
        yield parts[0], parts[1], parts[2] if function.startswith("np") else None
    else:
        yield None, parts[0], parts[1] if function.startswith("n") and len(parts) > 1 else None


def _of_choices() -> Iterator[tuple[str | None, str, str | None]]:
    """Choices of models that stand on public pages and slips."""
    from django.utils.translation import override

    from kreislotse.directory import codes
    from kreislotse.directory.models import OpeningTime
    from kreislotse.guides.models import GuideLanguage
    from kreislotse.indicators.models import Symbol
    from kreislotse.intake.models import GenderWish, HelpRequest, Occasion, ReferralOffer, Setting
    from kreislotse.intake.wish_models import Direction, HelpDetail, HelpKind, Urgency
    from kreislotse.planning.models import Measure
    from kreislotse.planning.models.progress import Light

    of_offers = (codes.Kind, codes.Program, codes.Level, codes.Sex, codes.StatusGroup, codes.Availability)
    with override("de"):
        for label in (label for choices in of_offers for label in choices.labels):
            if not re.fullmatch(r"[ABC][12]", str(label)):  # levels are written alike everywhere
                yield None, str(label), None
        for choices in (Occasion, Setting, GenderWish, HelpRequest.Wish, ReferralOffer.Outcome, OpeningTime.Weekday):
            for label in choices.labels:
                yield None, str(label), None
        of_the_plan = (Measure.Status, Light, Symbol)
        for choices in (HelpKind, HelpDetail, Direction, Urgency, *of_the_plan, *_of_guides()):
            for label in choices.labels:
                yield None, str(label), None
        for _code, label in GuideLanguage._meta.get_field("direction").choices:
            yield None, str(label), None


def _of_guides() -> list:
    """Choices that guides see on the phone and in their letters."""
    from kreislotse.guides.models import GuideInterest, GuideLanguage, Role, TrainingModule, TrainingParticipant
    from kreislotse.matching.models import Appointment, AppointmentChange, Assignment, Expense, MatchProposal

    return [
        Role, GuideLanguage.Level, GuideInterest.Wish, TrainingModule.Kind, TrainingParticipant.Status,
        TrainingParticipant.Result, MatchProposal.Status, MatchProposal.DeclineReason, Assignment.Status, Appointment.Outcome,
        AppointmentChange.Kind, AppointmentChange.Reason, Expense.Category,
    ]  # fmt: skip


def path_of(language: str) -> Path:
    from django.utils.translation import to_locale

    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    file = path_of(language)
    if not file.exists():
        return Catalog(locale=None)
    with file.open("rb") as stream:
        return read_po(stream, ignore_obsolete=True)


def number_of_forms(language: str) -> int:
    return int(re.search(r"nplurals=(\d)", PLURALS.get(language, DEFAULT_PLURAL)).group(1))


def problems(language: str, wanted: dict) -> list[str]:
    """What a catalog lacks: a missing text, a lost gap, a wrong number of plural forms. Empty when it is complete."""
    catalog, found = read(language), []
    forms = number_of_forms(language)
    for (context, text), plural in wanted.items():
        entry = catalog.get(text, context)
        given = (
            [] if entry is None else list(entry.string) if isinstance(entry.string, tuple | list) else [entry.string]
        )
        if not given or not all(given):
            found.append(f"fehlt: {text!r}")
            continue
        if plural and len(given) != forms:
            found.append(f"{len(given)} statt {forms} Formen: {text!r}")
        gaps = set(GAP.findall(plural or text))
        if any(not set(GAP.findall(form)) <= gaps for form in given) or set(GAP.findall(given[-1])) != gaps:
            found.append(f"andere Lücken: {text!r}")
    return found


def update(language: str, wanted: dict) -> None:
    """Write the catalog anew: what is wanted, in order of the German, with the translations there are."""
    from django.utils import timezone

    old = read(language)
    catalog = Catalog(locale=None, project="Kreislotse", version="1", fuzzy=False, charset="utf-8")
    catalog._num_plurals = number_of_forms(language)  # Babel has no public way to say it without a locale
    catalog.revision_date = catalog.creation_date = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for (context, text), plural in sorted(wanted.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        entry = old.get(text, context)
        string = entry.string if entry is not None else ""
        if plural and not isinstance(string, tuple):
            string = ()
        catalog.add((text, plural) if plural else text, string=string, context=context)
    file = path_of(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, omit_header=True, no_location=True)
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Project-Id-Version: Kreislotse\\n"\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS.get(language, DEFAULT_PLURAL)}\\n"\n\n'
    )
    file.write_bytes(head.encode() + buffer.getvalue())


def main() -> int:
    start_django()
    wanted = messages()
    missing = 0
    for language in languages():
        update(language, wanted)
        found = problems(language, wanted)
        missing += len(found)
        print(f"{language:10} {len(wanted) - len(found)} von {len(wanted)}")
        for line in found[: int(os.environ.get("SHOW", "3"))]:
            print(f"           {line}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
