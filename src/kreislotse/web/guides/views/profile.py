from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kreislotse.core.errors import DomainError
from kreislotse.guides import operations
from kreislotse.web.guides.access import for_guides
from kreislotse.web.guides.forms import LanguageLines, OwnDataForm, WeeklyTimesForm


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
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert. So können wir Sie besser fragen."))
            return redirect("guides:profile")
    context = {"guide": guide, "form": form, "languages": languages, "times": times}
    is_wrong = form.errors or languages.total_error_count() or times.errors
    return render(request, "guides/profile.html", context, status=422 if is_wrong else 200)
