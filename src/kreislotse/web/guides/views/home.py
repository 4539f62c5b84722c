from django.shortcuts import render
from django.utils import timezone

from kreislotse.matching import queries
from kreislotse.matching.hours import hours_of
from kreislotse.web.guides.access import for_guides


@for_guides
def home(request, guide):
    now, today = timezone.now(), timezone.localdate()
    context = {
        "guide": guide,
        "today": today,
        "questions": queries.questions_to(guide, now=now),
        "appointments": queries.next_appointments(guide, today=today),
        "assignments": queries.open_assignments_of(guide),
        "hours": hours_of([guide], on=today)[guide.pk],
    }
    return render(request, "guides/home.html", context)
