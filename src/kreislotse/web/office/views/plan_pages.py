"""What the pages of the plan share: one small form about one part, and the way back to it."""

from django.contrib import messages
from django.shortcuts import redirect, render

from kreislotse.core.errors import DomainError
from kreislotse.planning.editions import ChangedMeanwhile


def small_page(
    request, form, act, *, title, back, about="", lead="", button="", template="office/plan/small.html", **context
):  # noqa: PLR0913
    """One form: `act` takes the valid form and returns the sentence that says what happened. `back` is an address."""
    if form.is_bound and form.is_valid():
        try:
            done = act(form)
        except ChangedMeanwhile as error:
            form.add_error(None, str(error))
            form.accept_new_state()
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(back() if callable(back) else back)
    context |= {
        "form": form, "title": title, "about": about, "lead": lead, "button": button,
        "back_url": "" if callable(back) else back,
    }  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)


def act_and_go(request, act, *, to, done=""):
    """A button without fields: what it does, and where it leads, also when it is refused."""
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return redirect(to)
