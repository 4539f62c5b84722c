"""The way of one guide in the office: talk, appointment, papers, letters, leaving."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.documents import letters
from kreislotse.documents.responses import pdf_response
from kreislotse.guides import appointing, operations, papers, queries, training
from kreislotse.guides.expiring import expiring
from kreislotse.guides.leaving import leaving_preview
from kreislotse.guides.models import ConductCertificate, FormalAppointment, Guide, GuideInterest, Role, TalkNote
from kreislotse.guides.qualification import (
    certificate_valid_until,
    needs_certificate,
    papers_of,
    roles_of,
    rules_on,
    self_declaration_until,
    standings_of,
)
from kreislotse.guides.training_queries import trainings_of
from kreislotse.web import guide_papers as papers_as_pdf
from kreislotse.web.office.forms.guide_life import (
    AppointForm,
    CertificateForm,
    DeclarationForm,
    EndAppointmentForm,
    LeaveForm,
    RecognizeForm,
    TalkForm,
)
from kreislotse.web.office.printing import office_letterhead

STEPS_SHOWN = 50
PAPERS = "office:guide_papers"


def _guide(request, pk) -> Guide:
    return get_object_or_404(queries.visible_guides(to=request.user).select_related("home_municipality"), pk=pk)


@require_permission(Permission.GUIDE_VIEW)
def guide_way(request, pk):
    """Where a guide stands: what is missing for which role, what runs out, each step so far, talks and wishes."""
    guide, today = _guide(request, pk), timezone.localdate()
    rules, found = rules_on(today), papers_of([guide])
    standings = standings_of([guide], today, rules=rules, papers=found)[guide.pk]
    context = {
        "guide": guide,
        "standings": [standings[role] for role in roles_of(guide)],
        "may_be_appointed": guide.status not in (Guide.Status.LEFT, Guide.Status.INTERESTED)
        and any(standings[role].appointed_on is None for role in roles_of(guide)),
        "appointments": found[guide.pk].appointments[::-1],
        "expiring": expiring([guide], today=today, rules=rules, papers=found),
        "steps": guide.status_changes.select_related("by").order_by("-on", "-pk")[:STEPS_SHOWN],
    }
    if request.can.guide_edit:
        taught = any(one.is_trained for one in context["standings"])
        context["next_step"] = _next_step(guide, is_taught=taught)
        context["talk_notes"] = guide.talk_notes.select_related("by").order_by("-on", "-pk")
        context["interests"] = [
            (one, [GuideInterest.Wish(wish).label for wish in one.wishes])
            for one in guide.interests.order_by("-received_at", "-pk")
        ]
    return render(request, "office/guides/way.html", context)


def _next_step(guide: Guide, *, is_taught: bool) -> tuple[str, str] | None:
    """What usually comes next on the way, as the page's one button; nothing for who is under way or has left."""
    status = Guide.Status
    if guide.status in (status.INTERESTED, status.IN_CONVERSATION):
        return _("Gespräch notieren"), reverse("office:note_talk", args=[guide.pk])
    if guide.status == status.IN_TRAINING:
        if is_taught:
            return _("Berufen"), reverse("office:appoint_guide", args=[guide.pk])
        return _("Schulung suchen"), reverse("office:training_list")
    return None


@require_permission(Permission.GUIDE_VIEW)
def guide_papers(request, pk):
    """Trainings for everybody who sees the guide; the papers only for those who keep them."""
    guide, today = _guide(request, pk), timezone.localdate()
    context = {
        "guide": guide,
        "trainings": [(row, sum(one.date.units for one in row.attended.all())) for row in trainings_of(guide)],
        "recognized": guide.recognized_trainings.select_related("module").order_by("-completed_on", "-pk"),
    }
    if request.can.guide_edit:
        rules = rules_on(today)
        certificate = ConductCertificate.objects.filter(guide=guide).first()
        context |= {
            "certificate": certificate,
            "certificate_until": certificate_valid_until(certificate, rules.guide_rule) if certificate else None,
            "declaration_until": self_declaration_until(papers_of([guide])[guide.pk], rules.guide_rule),
            "asks_for_declaration": bool(certificate) and rules.guide_rule.self_declaration_months is not None,
            "certificate_needed": needs_certificate(guide, rules, guide.topics.values_list("pk", flat=True)),
            "declarations": guide.declarations.order_by("-signed_on", "-pk"),
            "photo_consent": papers.photo_consent(guide),
        }
    return render(request, "office/guides/papers.html", context)


def _small_form(request, guide, form, *, act, heading, lead, button, done, back="office:guide_way"):  # noqa: PLR0913
    """A page with one form for one operation; afterwards back to the guide's part it belongs to."""
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect(back, pk=guide.pk)
    context = {
        "guide": guide, "form": form, "heading": heading, "lead": lead, "button_label": button,
        "back_url": reverse(back, args=[guide.pk]),
    }  # fmt: skip
    return render(request, "office/guides/small_form.html", context, status=422 if form.errors else 200)


@require_permission(Permission.GUIDE_EDIT)
def note_talk(request, pk):
    guide = _guide(request, pk)
    return _small_form(
        request, guide, TalkForm(request.POST or None), heading=_("Gespräch notieren"),
        lead=_("Ein paar Worte genügen. Alle, die Personen bearbeiten, können die Notiz wieder löschen."),
        button=_("Notiz speichern"), done=_("Die Notiz ist gespeichert."),
        act=lambda **facts: papers.note_talk(guide, **facts, today=timezone.localdate(), by=request.user),
    )  # fmt: skip


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def delete_talk_note(request, pk):
    notes = TalkNote.objects.filter(guide__in=queries.visible_guides(to=request.user))
    note = get_object_or_404(notes.select_related("guide"), pk=pk)
    papers.delete_talk_note(note, by=request.user)
    messages.success(request, _("Die Notiz ist gelöscht."))
    return redirect("office:guide_way", pk=note.guide_id)


@require_permission(Permission.GUIDE_EDIT)
def appoint_guide(request, pk):
    guide = _guide(request, pk)
    return _small_form(
        request, guide, AppointForm(request.POST or None, guide=guide), heading=_("Förmlich berufen"),
        lead=_("Für jede Aufgabe einzeln. Urkunde und Schreiben können Sie danach drucken."), button=_("Berufung eintragen"),
        done=_("%(name)s ist berufen.") % {"name": guide},
        act=lambda **facts: appointing.appoint_guide(guide, **facts, today=timezone.localdate(), by=request.user),
    )  # fmt: skip


def _appointment(request, pk) -> FormalAppointment:
    rows = FormalAppointment.objects.filter(guide__in=queries.visible_guides(to=request.user))
    return get_object_or_404(rows.select_related("guide__home_municipality"), pk=pk)


@require_permission(Permission.GUIDE_EDIT)
def end_appointment(request, pk):
    appointment = _appointment(request, pk)
    return _small_form(
        request, appointment.guide, EndAppointmentForm(request.POST or None), heading=_("Berufung beenden"),
        lead=_("%(role)s, berufen am %(day)s. Ab dem Ende gibt es keine neuen Einsätze in dieser Aufgabe.")
        % {"role": appointment.get_role_display(), "day": f"{appointment.appointed_on:%d.%m.%Y}"},
        button=_("Berufung beenden"), done=_("Die Berufung ist beendet. Das Schreiben dazu steht bei der Person."),
        act=lambda **facts: appointing.end_appointment(
            appointment, **facts, today=timezone.localdate(), by=request.user
        ),
    )  # fmt: skip


@require_permission(Permission.GUIDE_EDIT)
def record_certificate(request, pk):
    guide = _guide(request, pk)
    return _small_form(
        request, guide, CertificateForm(request.POST or None), back=PAPERS, heading=_("Führungszeugnis eingesehen"),
        lead=_("Wir merken uns nur diese drei Angaben. Bitte keine Kopie aufbewahren und nichts aus dem Inhalt notieren."),
        button=_("Einsicht speichern"), done=_("Die Einsicht ist gespeichert."),
        act=lambda **facts: papers.record_certificate(guide, **facts, today=timezone.localdate(), by=request.user),
    )  # fmt: skip


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def delete_certificate(request, pk):
    guide = _guide(request, pk)
    papers.delete_certificate(guide, by=request.user)
    messages.success(request, _("Die Angaben zum Führungszeugnis sind gelöscht."))
    return redirect("office:guide_papers", pk=pk)


@require_permission(Permission.GUIDE_EDIT)
def record_declaration(request, pk):
    guide = _guide(request, pk)
    return _small_form(
        request, guide, DeclarationForm(request.POST or None), back=PAPERS, heading=_("Unterschriebene Erklärung eintragen"),
        lead=_("Das Blatt bleibt bei Ihnen in der Akte; hier steht nur, wann es unterschrieben wurde."),
        button=_("Unterschrift eintragen"), done=_("Die Erklärung ist eingetragen."),
        act=lambda **facts: papers.record_declaration(guide, **facts, today=timezone.localdate(), by=request.user),
    )  # fmt: skip


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def change_photo_consent(request, pk):
    guide = _guide(request, pk)
    if request.POST.get("wert") == "ja":
        papers.give_photo_consent(guide, now=timezone.now(), by=request.user)
        messages.success(request, _("Die Einwilligung in Fotos ist eingetragen."))
    else:
        papers.withdraw_photo_consent(guide, now=timezone.now(), by=request.user)
        messages.success(request, _("Der Widerruf ist eingetragen. Bitte nehmen Sie Fotos der Person jetzt heraus."))
    return redirect("office:guide_papers", pk=pk)


@require_permission(Permission.GUIDE_EDIT)
def recognize_training(request, pk):
    guide = _guide(request, pk)
    return _small_form(
        request, guide, RecognizeForm(request.POST or None), back=PAPERS, heading=_("Schulung von anderswo anerkennen"),
        lead=_("Was jemand mitbringt, zählt wie eine eigene Schulung."), button=_("Schulung anerkennen"),
        done=_("Die Schulung ist anerkannt."),
        act=lambda **facts: training.recognize_training(guide, **facts, today=timezone.localdate(), by=request.user),
    )  # fmt: skip


@require_permission(Permission.GUIDE_EDIT)
def leave(request, pk):
    """What will be deleted when, before somebody leaves; afterwards what is still there."""
    guide, today = _guide(request, pk), timezone.localdate()
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            operations.change_status(
                guide, status=Guide.Status.LEFT, today=today, reason=form.cleaned_data["reason"], by=request.user
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s ist ausgeschieden.") % {"name": guide})
            return redirect("office:leave_guide", pk=pk)
    context = {"guide": guide, "form": form, "preview": leaving_preview(guide, today=today)}
    return render(request, "office/guides/leaving.html", context, status=422 if form.errors else 200)


def _certificate_request(guide: Guide, common: dict, today) -> bytes:
    rules = rules_on(today)
    topics = guide.topics.values_list("pk", flat=True)
    purposes = [f"{rule.get_role_display()}: {rule.because}" for rule in needs_certificate(guide, rules, topics)]
    months = rules.guide_rule.certificate_max_age_months
    return letters.certificate_request(**common, purposes=purposes, max_age_months=months)


def _declaration(guide: Guide, common: dict, today) -> bytes:
    return papers_as_pdf.declaration(guide, office=common["office"], today=today)


def _self_declaration(guide: Guide, common: dict, today) -> bytes:
    certificate = ConductCertificate.objects.filter(guide=guide).first()
    inspected_on = certificate.inspected_on if certificate else None
    return letters.self_declaration(**common, inspected_on=inspected_on, version=papers.DECLARATION_VERSION)


def _thanks(guide: Guide, common: dict, today) -> bytes:
    attended = [
        _("%(title)s (%(units)d Unterrichtseinheiten)")
        % {"title": row.run.module.title, "units": sum(one.date.units for one in row.attended.all())}
        for row in trainings_of(guide)
        if row.attended.all()
    ]
    return letters.leaving_confirmation(
        **common, from_on=guide.started_on, until=guide.left_on, trainings=attended,
        roles=[str(Role(role).label) for role in roles_of(guide)],
    )  # fmt: skip


LETTERS = {
    "fuehrungszeugnis": (_certificate_request, "anforderung-fuehrungszeugnis"),
    "verschwiegenheit": (_declaration, "verschwiegenheitserklaerung"),
    "selbstauskunft": (_self_declaration, "selbstauskunft"),
    "dank": (_thanks, "dank-und-bestaetigung"),
}


@require_permission(Permission.GUIDE_EDIT)
def guide_letter(request, pk, letter):
    if letter not in LETTERS:
        raise Http404
    guide, today = _guide(request, pk), timezone.localdate()
    make, name = LETTERS[letter]
    common = {"office": office_letterhead(request.district), "created_on": today, "guide": papers_as_pdf.person(guide)}
    return pdf_response(make(guide, common, today), filename=f"{name}-{guide.number}.pdf", inline=True)


@require_permission(Permission.GUIDE_EDIT)
def appointment_letter(request, pk, letter):
    """Certificate and letter of an appointment, or the letter on its end."""
    appointment, today = _appointment(request, pk), timezone.localdate()
    office = office_letterhead(request.district)
    content = papers_as_pdf.appointment_paper(appointment, letter, office=office, today=today)
    if content is None:
        raise Http404
    return pdf_response(content, filename=f"berufung-{letter}-{appointment.guide.number}.pdf", inline=True)
