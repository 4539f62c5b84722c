"""Noting what became of an appointment, with expenses and the institution's signature; the phone's outbox sends here, too."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.core.errors import DomainError
from kreislotse.core.words import day_text
from kreislotse.guides.rules import running_rates
from kreislotse.matching import operations, phone, queries
from kreislotse.matching.counting import rate_on
from kreislotse.matching.operations.errors import AppointmentCancelledMeanwhile
from kreislotse.matching.rules import appointment_rule, phone_rule
from kreislotse.matching.travel import minutes_by, suggested_km
from kreislotse.web.guides.access import for_guides, wants_json
from kreislotse.web.guides.forms import Matter, SignatureForm, TimeForm


def matters_of(guide, *, today, also=()) -> list[Matter]:
    """What a time can be noted for: planned appointments up to today and those named, then each open assignment."""
    planned = phone.appointments_to_note(guide, today=today)
    planned += [one for one in also if one not in planned]
    matters = [(one.assignment, one) for one in planned]
    matters += [(one, None) for one in queries.open_assignments_of(guide)]
    roads, pace, running = phone_rule(today), appointment_rule(today), running_rates()

    def matter(assignment, appointment) -> Matter:
        on, setting = today, assignment.help_request.setting
        if appointment:
            on, setting = appointment.on, appointment.setting
        km, way = suggested_km(guide, assignment, setting=setting, rule=roads), None
        if rate_on(assignment, on, running=running).get("counts_travel_time"):
            planned_way = appointment.travel_minutes if appointment else 0
            way = planned_way or minutes_by(pace, guide, assignment.help_request, setting=setting)
        return Matter(assignment, appointment, km, way)

    return [matter(*one) for one in matters]


def _chosen(request, matters: list[Matter]) -> Matter | None:
    """The matter the address asks for, the only one, or the latest planned one."""
    wanted = f"t{request.GET['termin']}" if "termin" in request.GET else f"e{request.GET.get('einsatz', '')}"
    return next((one for one in matters if one.key == wanted), matters[0] if matters else None)


@for_guides
def record_time(request, guide):
    """One page for a person and for the phone's outbox: the same form, the same operation, the answer as page or as JSON."""
    matters = matters_of(guide, today=timezone.localdate())
    chosen = _chosen(request, matters)
    if request.method == "POST":
        form = TimeForm(request.POST, request.FILES, guide=guide, matter=chosen)
    else:
        form = TimeForm(guide=guide, matter=chosen)
    is_known = False
    if form.is_valid():
        try:
            appointment = operations.enter_or_keep(**form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.said_to_them())
            is_known = isinstance(error, AppointmentCancelledMeanwhile)
        else:
            return _noted(request, appointment)
    if request.method == "POST" and wants_json(request):
        return JsonResponse(_refusal(form), status=422)
    if form.is_bound:
        chosen = next((one for one in matters if one.key == form["what"].value()), chosen)
    context = {
        "form": form,
        "chosen": chosen,
        "matters": matters,
        "others": [one for one in matters if one is not chosen],
        "asks_all_the_same": is_known,
    }
    return render(request, "guides/times/record.html", context, status=422 if form.errors else 200)


def _noted(request, appointment):
    url = reverse("guides:assignment_detail", args=[appointment.assignment_id])
    if wants_json(request):
        sentence = _("%(day)s: %(minutes)s Minuten sind angekommen.") % {
            "day": day_text(appointment.on), "minutes": appointment.duration_minutes,
        }  # fmt: skip
        return JsonResponse({"state": "sent", "sentence": sentence, "url": url})
    messages.success(request, _("Eingetragen. Danke!"))
    return redirect(url)


def _refusal(form) -> dict:
    """Why an entry was not taken: general sentences, and those of single fields with their labels."""
    general = [str(one) for one in form.non_field_errors()]
    fields = [
        f"{form.fields[name].label}: {one}" for name, errors in form.errors.items() if name in form.fields for one in errors
    ]  # fmt: skip
    return {"state": "refused", "sentence": " ".join(general + fields), "fields": list(form.errors)}


@for_guides
def sign(request, guide, pk):
    """Let the institution sign an appointment that was noted before."""
    appointment = get_object_or_404(phone.appointments_of(guide), pk=pk)
    request_of = appointment.assignment.help_request
    initial = {"institution": request_of.institution.name if request_of.institution else request_of.institution_name}
    form = SignatureForm(request.POST or None, initial=initial)
    if form.is_valid():
        signature = form.signature(form.cleaned_data)
        if signature is None:
            form.add_error("signer", _("Bitte unterschreiben Sie im Feld und schreiben Sie den Namen dazu."))
        elif not form.errors:
            try:
                operations.sign_on_device(appointment, signature=signature, now=timezone.now(), by=request.user)
            except DomainError as error:
                form.add_error(None, error.said_to_them())
            else:
                messages.success(request, _("Unterschrieben. Das Blatt liegt bei Ihren Unterlagen."))
                return redirect("guides:assignment_detail", pk=appointment.assignment_id)
    context = {"appointment": appointment, "form": form}
    return render(request, "guides/times/sign.html", context, status=422 if form.errors else 200)
