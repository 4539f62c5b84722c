"""What people say about offers: read it, put it right, answer, done."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.letters import compose, sentences_in
from kreislotse.core.pagination import paginate
from kreislotse.quality import feedback as operations
from kreislotse.quality.answers import BLOCKS
from kreislotse.quality.models import Feedback
from kreislotse.web.office.forms.feedback import FeedbackAnswerForm


@require_permission(Permission.OFFER_EDIT)
def feedback_list(request):
    counts = operations.feedback_counts()
    is_open = request.GET.get("stand") != "erledigt"
    waiting = counts["open"]
    context = {
        "page": paginate(operations.feedback_list(is_open=is_open), request),
        "is_open": is_open,
        "counts": counts,
        "names": dict(settings.LANGUAGES),
        "lead": ngettext("%(n)d Rückmeldung wartet.", "%(n)d Rückmeldungen warten.", waiting) % {"n": waiting}
        if waiting
        else _("Alles ist gelesen und erledigt."),
    }
    return render(request, "office/quality/feedback_list.html", context)


@require_permission(Permission.OFFER_EDIT)
def feedback_detail(request, pk):
    """One message; the answer is seen as the person will see it, then sent."""
    feedback = get_object_or_404(Feedback.objects.select_related("offer__provider", "done_by"), pk=pk)
    form = FeedbackAnswerForm(request.POST or None, initial={"blocks": ["greeting", "farewell"]})
    preview, status = None, 200
    if form.is_bound and form.is_valid():
        chosen, own = form.cleaned_data["blocks"], form.cleaned_data["text"]
        text = compose(BLOCKS, chosen, own, language=feedback.language)
        if "send" not in request.POST:
            preview = _preview(feedback, chosen, own, text)
        else:
            try:
                operations.answer_feedback(feedback, text=text, now=timezone.now(), by=request.user)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Die Antwort geht hinaus. Die E-Mail-Adresse wird danach gelöscht."))
                return redirect("office:feedback_list")
    if form.errors:
        status = 422
    context = {
        "feedback": feedback,
        "form": form,
        "preview": preview,
        "language": dict(settings.LANGUAGES).get(feedback.language, feedback.language),
        "can_answer": bool(feedback.email) and not feedback.answered_at,
    }
    return render(request, "office/quality/feedback_detail.html", context, status=status)


def _preview(feedback: Feedback, chosen, own: str, text: str) -> dict:
    german = compose(BLOCKS, chosen, own, language="de")
    there, here = sentences_in(feedback.language, BLOCKS), sentences_in("de", BLOCKS)
    return {
        "text": text,
        "german": german if german != text else "",
        "language": feedback.language,
        "is_rtl": feedback.language in settings.LANGUAGES_BIDI,
        "has_gaps": feedback.language not in ("de", "de-simple") and any(there[key] == here[key] for key in chosen),
    }


@require_permission(Permission.OFFER_EDIT)
@require_POST
def finish_feedback(request, pk):
    feedback = get_object_or_404(Feedback.objects.all(), pk=pk)
    operations.finish_feedback(feedback, today=timezone.localdate(), by=request.user)
    messages.success(request, _("Die Rückmeldung ist erledigt."))
    return redirect("office:feedback_list")
