"""What a guide keeps themselves: own data, days away, and the address their calendar reads."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from kreislotse.core.errors import DomainError
from kreislotse.core.tokens import digest
from kreislotse.documents.responses import ICS
from kreislotse.guides import absences, operations
from kreislotse.guides.models import CalendarFeed, GuideAbsence
from kreislotse.matching import phone
from kreislotse.web.guides.access import for_guides
from kreislotse.web.guides.forms import AbsenceForm, LanguageLines, OwnDataForm, WeeklyTimesForm
from kreislotse.web.public.access import public_of_district


@for_guides
def profile(request, guide):
    data = request.POST or None
    form = OwnDataForm(data, guide=guide)
    languages = LanguageLines(data, guide=guide)
    times = WeeklyTimesForm(data, guide=guide)
    if all([form.is_valid(), languages.is_valid(), times.is_valid()]):
        try:
            operations.update_own_data(
                guide, **form.cleaned_data, languages=languages.lines, weekly_times=times.windows, by=request.user
            )
        except DomainError as error:
            form.add_error(None, error.said_to_them())
        else:
            messages.success(request, _("Gespeichert. So können wir Sie besser fragen."))
            return redirect("guides:profile")
    context = {"guide": guide, "form": form, "languages": languages, "times": times}
    is_wrong = form.errors or languages.total_error_count() or times.errors
    return render(request, "guides/profile.html", context, status=422 if is_wrong else 200)


@for_guides
def absence_list(request, guide):
    """Days on which nobody asks: a holiday, an exam; nobody asks why."""
    today = timezone.localdate()
    form = AbsenceForm(request.POST or None)
    if form.is_valid():
        try:
            absences.note_absence(guide, **form.cleaned_data, today=today, by=request.user)
        except DomainError as error:
            form.add_error(None, error.said_to_them())
        else:
            messages.success(request, _("Eingetragen. In dieser Zeit fragen wir Sie nicht."))
            return redirect("guides:absence_list")
    away = absences.coming_absences(guide, today=today)
    planned = phone.coming_appointments(guide, today=today) if away else []
    still_planned = [one for one in planned if any(span.from_on <= one.on <= span.to_on for span in away)]
    context = {"form": form, "absences": away, "still_planned": still_planned}
    return render(request, "guides/absences.html", context, status=422 if form.errors else 200)


@for_guides
@require_POST
def take_back_absence(request, guide, pk):
    absence = get_object_or_404(GuideAbsence.objects.filter(guide=guide).select_related("guide"), pk=pk)
    absences.take_back_absence(absence, by=request.user)
    messages.success(request, _("Gelöscht. Wir fragen Sie wieder."))
    return redirect("guides:absence_list")


@for_guides
def calendar(request, guide):
    """The secret address of the own calendar, for the program on the phone."""
    feed = CalendarFeed.objects.filter(guide=guide).first()
    address = ""
    if feed and digest(absences.feed_secret(feed)) == feed.secret_digest:  # else the installation's key has changed
        address = request.district.base_url + reverse("guides:calendar_feed", args=[absences.feed_secret(feed)])
    context = {"feed": feed, "address": address, "webcal": "webcal://" + address.partition("://")[2] if address else ""}
    return render(request, "guides/calendar.html", context)


@for_guides
@require_POST
def renew_calendar(request, guide):
    absences.renew_calendar_feed(guide, now=timezone.now(), by=request.user)
    messages.success(request, _("Hier ist Ihre Adresse. Eine frühere gilt nicht mehr."))
    return redirect("guides:calendar")


@for_guides
@require_POST
def end_calendar(request, guide):
    absences.end_calendar_feed(guide, by=request.user)
    messages.success(request, _("Die Adresse gilt nicht mehr. Ihr Kalender bekommt keine Termine mehr von uns."))
    return redirect("guides:calendar")


@public_of_district
def calendar_feed(request, secret):
    """What a calendar program reads without a login; an unchanged calendar costs a 304."""
    feed = absences.feed_by_secret(secret)
    if feed is None:
        raise Http404
    with override(feed.guide.interface_language or "de"):
        content = phone.calendar_feed(feed.guide, name=_("Meine Einsätze"), today=timezone.localdate())
    etag = f'"{digest(content.decode())[:32]}"'
    known = request.headers.get("If-None-Match", "")
    if etag in [one.strip().removeprefix("W/") for one in known.split(",")]:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type=ICS)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
