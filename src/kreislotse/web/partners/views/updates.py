"""What the link in our mail to a lead opens: one page on one measure, without a login, made for a phone.

A GET never changes anything, because mail scanners open every link; only a button does.
"""

from contextlib import suppress

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kreislotse.core.errors import DomainError
from kreislotse.planning import updates
from kreislotse.web.office.forms.measures import ReportForm, WordsForm
from kreislotse.web.partners.links import by_link


@by_link("update", updates.update_behind)
def answer_update(request, asked):
    now = timezone.now()
    context = {"asked": asked, "measure": asked.measure, "today": timezone.localdate(now)}
    if asked.answered_at is not None:
        return render(request, "partners/updates/thanks.html", context)
    if updates.is_over(asked, timezone.localdate(now)):
        return render(request, "partners/updates/over.html", context, status=410)
    form = _form(asked, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            updates.answer_update(asked, now=now, **form.arguments)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(request.path)
    context |= {"form": form, "last": asked.measure.progress_reports.order_by("-on", "-pk").first()}
    return render(request, "partners/updates/answer.html", context, status=422 if form.errors else 200)


def _form(asked, posted):
    """For a report, or for new words in the place of those that are not shown."""
    if asked.rewrites is None:
        return ReportForm(posted, measure=asked.measure)
    return WordsForm(posted, initial={"text": asked.rewrites.text, "next_step": asked.rewrites.next_step})


@require_POST
@by_link("update", updates.update_behind)
def new_update_link(request, asked):
    """A fresh link, only ever to the address the office knows; the page says the same whether one was sent or not."""
    with suppress(DomainError):
        updates.ask_again(asked, today=timezone.localdate())
    return render(request, "partners/updates/sent.html", {"measure": asked.measure})
