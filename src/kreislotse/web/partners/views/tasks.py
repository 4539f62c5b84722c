"""What the link in our reminder opens: one task and two buttons, without a login.

A GET never changes anything, because mail scanners open every link; only a button does.
"""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.core.dates import parse_day
from kreislotse.core.errors import DomainError
from kreislotse.core.ratelimit import is_allowed
from kreislotse.groups import follow_up
from kreislotse.groups.models import TaskAnswer
from kreislotse.web.partners.forms import TaskAnswerForm
from kreislotse.web.public.access import public_of_district

ATTEMPTS = {"limit": 60, "seconds": 15 * 60}
Answer = TaskAnswer.Answer


@public_of_district
@csrf_exempt  # the secret is the permission, no cookie takes part
@never_cache
def answer_task(request, secret):
    if not is_allowed(request, "task", **ATTEMPTS):
        return render(request, "429.html", status=429)
    task = follow_up.task_behind(secret)
    with override("de"):
        response = _page(request, task) if task else render(request, "partners/tasks/unknown.html", status=404)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request, task):
    today, now = timezone.localdate(), timezone.now()
    form = TaskAnswerForm(request.POST if request.method == "POST" else None)
    context = {"task": task, "form": form, "today": today}
    if task.done_on is not None:
        return render(request, "partners/tasks/done.html", context)
    if request.method != "POST":
        context["was_later"] = task.answers.filter(answer=Answer.LATER).order_by("-pk").first()
        return render(request, "partners/tasks/answer.html", context)
    try:
        _answer(task, form, request.POST.get("antwort"), now)
    except follow_up.DoneAlready:
        return redirect(request.path)
    except DomainError as error:
        context["problem"] = str(error)
        return render(request, "partners/tasks/answer.html", context, status=422)
    return redirect(request.path)


def _answer(task, form, answer, now):
    form.is_valid()
    note = form.cleaned_data.get("note", "")
    if answer == Answer.DONE:
        return follow_up.finish_task(task, now=now, note=note)
    until = parse_day(form.data.get("until", ""), today=timezone.localdate(now))
    if answer != Answer.LATER or until is None:
        raise follow_up.NewDayMissing
    return follow_up.postpone_task(task, until=until, now=now, note=note)
