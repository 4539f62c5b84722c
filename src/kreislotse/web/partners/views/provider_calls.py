"""What the link in a call to an organization opens: one page, without a login, made for a phone.

A GET never changes anything, because mail scanners open every link; only a button does.
"""

from django.shortcuts import redirect, render
from django.utils import timezone

from kreislotse.coordination import provider_calls
from kreislotse.core.errors import DomainError
from kreislotse.web.office.forms.provider_calls import CallAnswerForm
from kreislotse.web.partners.links import by_link


@by_link("provider-call", provider_calls.addressee_behind)
def answer_provider_call(request, addressee):
    now = timezone.now()
    context = {"addressee": addressee, "call": addressee.call}
    if addressee.is_settled:
        return render(request, "partners/provider_calls/thanks.html", context)
    if provider_calls.is_over(addressee, timezone.localdate(now)):
        return render(request, "partners/provider_calls/over.html", context, status=410)
    form = CallAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            provider_calls.answer_call(addressee, **form.cleaned_data, now=now)
        except provider_calls.NoReason as error:
            form.add_error("note", str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(request.path)
    return render(
        request, "partners/provider_calls/answer.html", context | {"form": form}, status=422 if form.errors else 200
    )
