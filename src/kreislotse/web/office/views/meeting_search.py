"""Looking through minutes, resolutions, tasks and hearings; and which actors and topics the bodies reach."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.charts import Series, for_desk_and_phone, line_chart
from kreislotse.groups import findings, queries
from kreislotse.groups.meeting_search import search_meetings as find
from kreislotse.web.office.forms.meetings import SearchForm


@require_permission(Permission.BODY_VIEW)
def search_meetings(request):
    form = SearchForm(request.GET, bodies=queries.visible_bodies(to=request.user))
    form.is_valid()
    text = form.cleaned_data.get("q", "")
    found = find(text, to=request.user, body=form.cleaned_data.get("body")) if text.strip() else []
    return render(request, "office/meetings/search.html", {"form": form, "text": text, "found": found})


@require_permission(Permission.BODY_VIEW)
def participation(request):
    """A finding about actors and topics, never about people: what no seat of an organization says is left out."""
    found = findings.participation(queries.visible_bodies(to=request.user), today=timezone.localdate())
    context = {"found": found, "picture": _picture(found)}
    return render(request, "office/meetings/participation.html", context)


def _picture(found: findings.Participation):
    """Two lines over the quarters; a line needs two values, and a quarter with too few meetings is a gap. The table below
    has the same numbers.
    """
    now = [one.percent if one.is_enough else None for one in found.quarters]
    before = [one.before.percent if one.before else None for one in found.quarters]
    lines = [
        Series(name, values)
        for name, values in ((_("zuletzt"), now), (_("Jahr davor"), before))
        if set(values) != {None}
    ]
    if not any(len(one.values) - list(one.values).count(None) >= 2 for one in lines):
        return ""
    svg = for_desk_and_phone(
        line_chart, [f"Q{one.pk % 4 + 1}" for one in found.quarters], lines,
        title=_("Besetzte Sitze je Quartal in Prozent"),
        description=_("Die letzten vier Quartale und dieselben ein Jahr davor."), width=720,
    )  # fmt: skip
    return mark_safe(svg)  # noqa: S308 - escaped in charts
