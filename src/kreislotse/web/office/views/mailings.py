"""Writing to guides: texts of the office, one mail each to chosen people, short messages to copy."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.coordination import mailings, starters, texts
from kreislotse.coordination.gaps import further_gaps
from kreislotse.coordination.models import Mailing, OfficeText
from kreislotse.coordination.rules import coordination_rule
from kreislotse.coordination.training_invitations import (
    coming_runs,
    invitations_of,
    invite_to_training,
    not_yet_asked,
    remind_invited,
)
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.core.sms import foreign_characters, sms_length
from kreislotse.guides.queries import visible_guides
from kreislotse.guides.training_queries import visible_runs
from kreislotse.web.office.forms.mailings import ComposeForm, PickFilters, TextForm

PICKED_AT_MOST = 300
SHOWN_IN_FULL = 3
Purpose, Channel = OfficeText.Purpose, OfficeText.Channel


# ── texts ───────────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.GUIDE_EDIT)
def text_list(request):
    """The texts in use, with the languages they exist in."""
    today = timezone.localdate()
    rows = list(texts.texts_in_use().prefetch_related("versions"))
    lines = [
        (row, sorted({one.language for one in row.versions.all() if one.valid_from <= today}), max(
            (one.valid_from for one in row.versions.all()), default=None
        ))
        for row in rows
    ]  # fmt: skip
    summary = ngettext("%(n)d Vorlage.", "%(n)d Vorlagen.", len(rows)) % {"n": len(rows)}
    return render(request, "office/pool/texts.html", {"lines": lines, "summary": summary})


@require_permission(Permission.GUIDE_TEXTS_EDIT)
@require_POST
def take_over_texts(request):
    number = starters.take_over_starters(today=timezone.localdate(), by=request.user)
    messages.success(
        request,
        ngettext("%(n)d Vorlage übernommen.", "%(n)d Vorlagen übernommen.", number) % {"n": number}
        if number
        else _("Alle Vorschläge sind schon da."),
    )
    return redirect("office:pool_texts")


@require_permission(Permission.GUIDE_TEXTS_EDIT)
def write_text(request, pk=None):
    """A new text, or a version of one from today on; `?sprache=` chooses the language."""
    today = timezone.localdate()
    text = get_object_or_404(texts.texts_in_use(), pk=pk) if pk else None
    known = texts.words_in_force(text, today) if text else {}
    language = request.GET.get("sprache", texts.GERMAN)
    now = known.get(language, texts.Words("", ""))
    initial = {"name": text.name if text else "", "language": language, "subject": now.subject, "body": now.body}
    form = TextForm(request.POST or None, text=text, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            saved = texts.write_text(
                text, name=data["name"], language=data["language"],
                purpose=text.purpose if text else data["purpose"], channel=text.channel if text else data["channel"],
                words=texts.Words(data.get("subject", ""), data["body"].replace("\r\n", "\n")), today=today, by=request.user,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Vorlage gilt ab heute. Was schon verschickt ist, ändert sich nicht."))
            return redirect("office:pool_text", saved.pk)
    context = {
        "form": form, "text": text, "language": language, "tabs": _language_tabs(form, known, language) if text else [],
        "gaps": [(gap, texts.GAPS[gap]) for gap in (texts.gaps_allowed(text.purpose) if text else texts.GAPS)],
        "versions": text.versions.select_related("written_by").order_by("-valid_from", "language", "-pk") if text else [],
        "preview": _preview_of(request, text, known, language) if text else None,
    }  # fmt: skip
    return render(request, "office/pool/text.html", context, status=422 if form.errors else 200)


def _language_tabs(form, known: dict, language: str) -> list[dict]:
    return [
        {
            "label": str(name) if code in known else _("%(language)s (fehlt)") % {"language": name},
            "url": f"?sprache={code}", "is_current": code == language,
        }
        for code, name in form.fields["language"].choices
    ]  # fmt: skip


def _preview_of(request, text: OfficeText, known: dict, language: str) -> dict | None:
    """The saved words with the data of one real person, so that the office sees what arrives."""
    guide = mailings.reachable_guides(to=request.user).order_by("last_name", "first_name", "pk").first()
    words = known.get(language)
    if guide is None or words is None:
        return None
    draft = Mailing(purpose=text.purpose)
    more = further_gaps(draft, [guide], district=request.district, today=timezone.localdate())
    [letter] = mailings.previews(
        {texts.GERMAN: words}, [guide], district=request.district, today=timezone.localdate(), more=more
    )
    return {"letter": letter, "length": sms_length(letter.body) if text.is_sms else None}


@require_permission(Permission.GUIDE_TEXTS_EDIT)
@require_POST
def retire_text(request, pk):
    texts.retire_text(get_object_or_404(texts.texts_in_use(), pk=pk), today=timezone.localdate(), by=request.user)
    messages.success(request, _("Die Vorlage wird nicht mehr angeboten."))
    return redirect("office:pool_texts")


# ── one short message ───────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.GUIDE_EDIT)
def sms(request, pk):
    """A short message to one guide, ready to copy into a telephone, with its length in parts."""
    guide = get_object_or_404(visible_guides(to=request.user), pk=pk)
    today = timezone.localdate()
    rows = list(texts.texts_in_use(channel=Channel.SMS))
    chosen = next((row for row in rows if str(row.pk) == request.GET.get("vorlage", "")), rows[0] if rows else None)
    tabs = [{"label": row.name, "url": f"?vorlage={row.pk}", "is_current": row == chosen} for row in rows]
    context = {"guide": guide, "tabs": tabs}
    if chosen:
        words = texts.words_in_force(chosen, today)
        more = further_gaps(Mailing(purpose=chosen.purpose), [guide], district=request.district, today=today)
        [letter] = mailings.previews(words, [guide], district=request.district, today=today, more=more)
        context |= {"letter": letter, "length": sms_length(letter.body), "foreign": foreign_characters(letter.body)}
    return render(request, "office/pool/sms.html", context)


# ── mailings ────────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.GUIDE_EDIT)
def mailing_list(request):
    rows = mailings.with_numbers(mailings.visible_mailings(to=request.user)).select_related("text", "run__module", "by")
    page = paginate(rows.order_by("-created_at", "-pk"), request)
    n = page.paginator.count
    summary = ngettext("%(n)d Rundschreiben.", "%(n)d Rundschreiben.", n) % {"n": n}
    return render(request, "office/pool/mailings.html", {"page": page, "summary": summary})


@require_permission(Permission.GUIDE_EDIT)
def mailing(request, pk):
    """How far one mailing is, and who was not reached."""
    rows = mailings.with_numbers(mailings.visible_mailings(to=request.user))
    found = get_object_or_404(rows.select_related("text", "run__module", "by"), pk=pk)
    seen = visible_guides(to=request.user)
    open_ones = (
        found.messages.exclude(status="sent").filter(guide__in=seen).select_related("guide").order_by("status", "pk")
    )
    context = {
        "mailing": found, "open_messages": open_ones, "words": mailings.words_of(found).items(), "done": found.number - found.waiting,
    }  # fmt: skip
    template = "_mailing_progress.html" if wants_fragment(request) else "mailing.html"
    return render(request, f"office/pool/{template}", context)


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def repeat_mailing(request, pk):
    number = mailings.repeat_failed(
        get_object_or_404(mailings.visible_mailings(to=request.user), pk=pk), by=request.user
    )
    messages.success(
        request,
        ngettext("%(n)d Mail wird noch einmal versucht.", "%(n)d Mails werden noch einmal versucht.", number)
        % {"n": number},
    )
    return redirect("office:pool_mailing", pk)


@require_permission(Permission.GUIDE_EDIT)
def compose(request):
    """Choose people and words, look at what goes to whom, send. `?vorlage=` and `?an=` fill in, `?schulung=` invites."""
    today, now = timezone.localdate(), timezone.now()
    run = _run_of(request, today) if request.GET.get("schulung") else None
    filters = PickFilters(request.GET)
    guides = filters.apply(mailings.reachable_guides(to=request.user))
    if run:
        guides = not_yet_asked(guides, run)
    offered = _offered(run)
    form = ComposeForm(request.POST or None, user=request.user, initial=_initial(request, offered, today))
    step = request.POST.get("schritt", "")
    letters = []
    if form.is_valid():
        data = form.cleaned_data
        words = mailings.words_to_send(data["text"], data["subject"], data["body"], today=today) if data["text"] else {
            texts.GERMAN: texts.Words(data["subject"].strip(), data["body"].replace("\r\n", "\n").strip())
        }  # fmt: skip
        purpose = Purpose.TRAINING if run else data["text"].purpose if data["text"] else Purpose.GENERAL
        try:
            if step == "senden":
                return _send(request, run, words, purpose, data, now)
            for one in words.values():
                texts.check_words(one, purpose=purpose, is_sms=False)
            chosen = list(data["guides"].order_by("last_name", "first_name", "pk"))
            more = further_gaps(Mailing(purpose=purpose, run=run), chosen, district=request.district, today=today)
            letters = mailings.previews(words, chosen, district=request.district, today=today, more=more)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"form": form, "run": run, "address": request.get_full_path()}
    if letters and not form.errors and step != "aendern":
        reached = [one for one in letters if one.is_reachable and not one.missing]
        context |= {
            "letters": letters, "examples": reached[:SHOWN_IN_FULL], "number": len(reached),
            "left_out": [one for one in letters if not one.is_reachable or one.missing],
        }  # fmt: skip
        return render(request, "office/pool/mailing_preview.html", context)
    chosen_keys = (
        {guide.pk for guide in form.cleaned_data.get("guides", [])}
        if form.is_bound and hasattr(form, "cleaned_data")
        else None
    )
    rows = list(
        guides.prefetch_related("languages__language").order_by("last_name", "first_name", "pk")[:PICKED_AT_MOST]
    )
    wanted = {int(key) for key in request.GET.getlist("an") if key.isdigit()}
    if wanted and chosen_keys is None:
        chosen_keys = wanted
    context |= {
        "filters": filters, "active": len(filters.values), "most": PICKED_AT_MOST, "total": guides.count(),
        "rows": [(guide, chosen_keys is not None and guide.pk in chosen_keys) for guide in rows],
        "offered": [(row, _with(request, vorlage=row.pk), str(row.pk) == request.GET.get("vorlage", "")) for row in offered],
        "gaps": [(gap, texts.GAPS[gap]) for gap in texts.gaps_allowed(Purpose.TRAINING if run else Purpose.GENERAL)],
        "kept": [(key, value) for key in ("vorlage", "schulung") for value in request.GET.getlist(key)],
    }  # fmt: skip
    return render(request, "office/pool/compose.html", context, status=422 if form.errors else 200)


def _run_of(request, today):
    key = request.GET["schulung"]
    if not key.isdigit():
        raise Http404
    return get_object_or_404(coming_runs(visible_runs(to=request.user), today=today), pk=int(key))


def _offered(run) -> list[OfficeText]:
    rows = texts.texts_in_use(channel=Channel.MAIL)
    return list(rows.filter(purpose=Purpose.TRAINING) if run else rows.exclude(purpose=Purpose.TRAINING))


def _initial(request, offered, today) -> dict:
    """The words of the text the address names; an invitation begins with the first there is, else with our proposal."""
    chosen = next((row for row in offered if str(row.pk) == request.GET.get("vorlage", "")), None)
    if chosen is None and request.GET.get("schulung"):
        chosen = next(iter(offered), None)
        if chosen is None:
            words = next(words for _n, purpose, _c, words in starters.starters() if purpose == Purpose.TRAINING)
            return {"subject": words.subject, "body": words.body}
    if chosen is None:
        return {}
    words = texts.words_in_force(chosen, today).get(texts.GERMAN, texts.Words("", ""))
    return {"text": chosen.pk, "subject": words.subject, "body": words.body}


def _send(request, run, words, purpose, data, now):
    if run:
        sent = invite_to_training(run, words=words, guides=data["guides"], text=data["text"], now=now, by=request.user)
    else:
        sent = mailings.send_mailing(
            words=words, guides=data["guides"], purpose=purpose, text=data["text"], now=now, by=request.user
        )
    messages.success(request, _("Die Mails gehen jetzt hinaus, an jede Person eine eigene."))
    return redirect("office:pool_mailing", sent.pk)


def _with(request, **changes) -> str:
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key not in changes]
    return "?" + urlencode([*kept, *changes.items()])


# ── invitations ─────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.GUIDE_EDIT)
def training_list(request):
    """Trainings that come, and how many are on the list: the way to invite."""
    today = timezone.localdate()
    runs = coming_runs(visible_runs(to=request.user), today=today)
    page = paginate(runs, request)
    n = page.paginator.count
    summary = ngettext("%(n)d Schulung kommt.", "%(n)d Schulungen kommen.", n) % {"n": n}
    return render(request, "office/pool/trainings.html", {"page": page, "summary": summary})


@require_permission(Permission.GUIDE_EDIT)
def invited(request, pk):
    """Who is invited to one training and what they answered."""
    run = get_object_or_404(visible_runs(to=request.user), pk=pk)
    rows = invitations_of(run, guides=visible_guides(to=request.user))
    numbers = {answer: sum(one.answer == answer for one in rows) for answer in ("yes", "no", "later", "open")}
    summary = _("%(yes)d ja, %(no)d nein, %(open)d ohne Antwort.") % {
        "yes": numbers["yes"], "no": numbers["no"], "open": numbers["open"] + numbers["later"],
    }  # fmt: skip
    listed = run.participants.filter(status="registered").count()
    context = {
        "run": run, "page": paginate(rows, request), "summary": summary, "numbers": numbers, "listed": listed,
        "waiting": run.participants.filter(status="waiting").count(),
        "can_remind": numbers["open"] + numbers["later"] > 0 and not run.is_over,
        "invite_url": f"{reverse('office:pool_compose')}?schulung={run.pk}",
        "rule": coordination_rule(timezone.localdate()),
    }  # fmt: skip
    return render(request, "office/pool/invited.html", context)


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def remind(request, pk):
    """Write once more to whoever has not answered, with the words of the invitation."""
    run = get_object_or_404(visible_runs(to=request.user), pk=pk)
    last = mailings.visible_mailings(to=request.user).filter(run=run).order_by("-created_at").first()
    words = mailings.words_of(last) if last else {texts.GERMAN: starters.starter_for(Purpose.TRAINING)}
    try:
        sent = remind_invited(run, words=words, to=request.user, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("office:pool_invited", pk)
    messages.success(request, _("Die Erinnerungen gehen jetzt hinaus."))
    return redirect("office:pool_mailing", sent.pk)
