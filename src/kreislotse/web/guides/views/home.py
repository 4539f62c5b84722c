from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone

from kreislotse.core.errors import DomainError
from kreislotse.guides.absences import choose_language
from kreislotse.matching import phone, queries
from kreislotse.matching.hours import hours_of
from kreislotse.web.guides.access import for_guides
from kreislotse.web.guides.forms import LanguageForm


@for_guides
def home(request, guide):
    now, today = timezone.now(), timezone.localdate()
    to_enter = phone.appointments_to_enter(guide, now=now)
    coming = [one for one in phone.coming_appointments(guide, today=today) if one not in to_enter]
    to_sign = phone.appointments_to_sign(guide)
    context = {
        "guide": guide,
        "today": today,
        "questions": queries.questions_to(guide, now=now),
        "to_enter": to_enter,
        "to_sign": to_sign,
        "undecided": queries.late_entries_of(guide),
        "open_things": len(to_enter) + len(to_sign),
        "appointments": [(one, phone.place_of(one, one.assignment.help_request)) for one in coming],
        "assignments": queries.open_assignments_of(guide),
        "hours": hours_of([guide], on=today)[guide.pk],
        "languages_to_choose": [] if guide.interface_language else settings.LANGUAGES,
    }
    return render(request, "guides/home.html", context)


@for_guides
def language(request, guide):
    """The language of a guide's pages and mails; every one is named in itself."""
    form = LanguageForm(request.POST or None)
    if form.is_valid():
        try:
            choose_language(guide, language=form.cleaned_data["language"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.said_to_them())
        else:
            return redirect("guides:home")
    context = {"languages_to_choose": settings.LANGUAGES, "chosen": guide.interface_language, "form": form}
    return render(request, "guides/language.html", context, status=422 if form.errors else 200)
