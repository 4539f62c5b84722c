"""Participation for everybody: what can be commented, what others said and what the office answered, and the form."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.core.ratelimit import is_allowed
from kreislotse.planning.models import Goal, Measure, Objective, ParticipationWindow
from kreislotse.planning.participation import submit_entry, window_on
from kreislotse.planning.participation_queries import shown_entries
from kreislotse.planning.publication import measures_of, public_plan
from kreislotse.web.public.access import public_of_district
from kreislotse.web.public.forms.participation import ParticipationForm

# One line may be the router of a whole house, so the limit leaves room for neighbors.
SUBMISSIONS = {"limit": 10, "seconds": 15 * 60}
KINDS = {"leitziel": Goal, "teilziel": Objective, "massnahme": Measure}


def _last_window() -> ParticipationWindow | None:
    over = ParticipationWindow.objects.filter(closes_on__lt=timezone.localdate()).select_related("version")
    return over.order_by("-closes_on", "-pk").first()


def _next_window() -> ParticipationWindow | None:
    coming = ParticipationWindow.objects.filter(opens_on__gt=timezone.localdate())
    return coming.order_by("opens_on", "pk").first()


@public_of_district
def plan_participation(request):
    """The edition with a link beside each part; once it is over, what was said and answered stays."""
    today = timezone.localdate()
    opened = window_on(today)
    window = opened or _last_window()
    context = {"window": window, "is_open": opened is not None, "coming": None if opened else _next_window()}
    if window is not None:
        context["page"] = paginate(shown_entries(window), request)
    if opened is not None:
        plan = public_plan(opened.version, language=request.LANGUAGE_CODE, today=today)
        context |= {"plan": plan, "goals": [(goal, measures_of(plan, goal["uuid"])) for goal in plan["goals"]]}
    return render(request, "public/participation/overview.html", context)


# Without a login there is nothing a forged request could misuse: the signed time stamp in the form replaces the cookie.
@public_of_district
@csrf_exempt
@never_cache
def plan_participation_say(request):
    window = window_on(timezone.localdate())
    if window is None:
        return render(request, "public/participation/closed.html", status=410 if request.method == "POST" else 200)
    about = _about(request.GET.get("zu", ""), window)
    data = request.POST if request.method == "POST" else None
    form, status = ParticipationForm(data, district=request.district, language=request.LANGUAGE_CODE), 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound and not is_allowed(request, "participation", **SUBMISSIONS):
        form.add_error(
            None,
            _(
                "Von Ihrem Anschluss kamen gerade sehr viele Nachrichten. Bitte versuchen Sie es in einer Viertelstunde noch einmal oder rufen Sie uns an."
            ),
        )
        status = 429
    elif form.is_bound:
        try:
            submit_entry(window, **form.facts(), about=about, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
            status = 422
        else:
            return redirect("public:plan_participation_thanks")
    context = {"window": window, "form": form, "about": about}
    return render(request, "public/participation/say.html", context, status=status)


def _about(text: str, window: ParticipationWindow):
    """The part of the edition that the link names: `massnahme:<uuid>`; nothing for the whole, a 404 for what is not there."""
    if not text:
        return None
    kind, _colon, key = text.partition(":")
    model = KINDS.get(kind)
    try:
        key = UUID(key)
    except ValueError:
        raise Http404 from None
    if model is None:
        raise Http404
    path = "goal__version" if model is Objective else "version"
    found = model.objects.filter(uuid=key, **{path: window.version_id}).select_related(path).first()
    if found is None:
        raise Http404
    return found


@public_of_district
def plan_participation_thanks(request):
    return render(request, "public/participation/thanks.html")
