"""The pool of guides at a glance: the board of requests, the calendar, who is free, hours of the year, whose turn it is."""

from datetime import timedelta
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.charts import Lane, for_desk_and_phone, forecast_chart, lane_chart
from kreislotse.coordination import board as boards
from kreislotse.coordination import expiry, fairness, forecast, pool_calendar
from kreislotse.coordination.models import OfficeText
from kreislotse.coordination.texts import texts_in_use
from kreislotse.core.dates import first_of_month, next_month, previous_month
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.documents.responses import ics_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.guides.queries import visible_guides
from kreislotse.matching.hours import in_hours
from kreislotse.web.office.forms.pool import BoardFilters, CalendarFilters, FreeForm

LANES, DRAWN = 40, 200
FEED_WEEKS = 8


# ── board ───────────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.ASSIGNMENT_VIEW)
def board(request):
    """All requests that need a guide, by where they stand; one column alone with `?spalte=`."""
    filters = BoardFilters(request.GET, user=request.user)
    rows = filters.apply(boards.visible_board_requests(to=request.user))
    columns = boards.board(rows, to=request.user, now=timezone.now())
    alone = request.GET.get("spalte", "")
    shown = [column for column in columns if column.key == alone] or columns
    query = request.GET.copy()
    query.pop("spalte", None)
    context = {
        "filters": filters,
        "active": len(filters.values),
        "columns": columns,
        "shown": [
            (column, column.cards if len(shown) == 1 else column.cards[: boards.COLUMN_SHOWS]) for column in shown
        ],
        "alone": len(shown) == 1,
        "query": query.urlencode(),
        "summary": _board_summary(columns),
    }
    template = "_board.html" if wants_fragment(request) else "board.html"
    return render(request, f"office/pool/{template}", context)


def _board_summary(columns) -> str:
    new, long = columns[0].number, boards.long_waiting(columns)
    missing = next(column.number for column in columns if column.key == "ergebnis")
    parts = [ngettext("%(n)d Anfrage wartet auf jemanden.", "%(n)d Anfragen warten auf jemanden.", new) % {"n": new}]
    if long:
        parts.append(ngettext("%(n)d davon wartet schon lange.", "%(n)d davon warten schon lange.", long) % {"n": long})
    if missing:
        parts.append(
            ngettext("Bei %(n)d fehlt das Ergebnis.", "Bei %(n)d fehlt das Ergebnis.", missing) % {"n": missing}
        )
    return " ".join(parts)


# ── calendar ────────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.ASSIGNMENT_VIEW)
def calendar(request):
    """A week or a month, by person or by day; `?ansicht=woche|tage|personen|monat&tag=…`."""
    today = timezone.localdate()
    filters = CalendarFilters(request.GET, user=request.user)
    day = filters.day(today)
    view = request.GET.get("ansicht", "")
    view = view if view in ("tage", "monat", "personen") else "woche"
    is_month = view in ("monat", "personen")
    days = pool_calendar.month_days(day) if is_month else pool_calendar.week_days(day)
    guides = filters.apply(visible_guides(to=request.user))
    appointments = list(
        pool_calendar.visible_appointments(to=request.user).filter(
            on__gte=days[0], on__lte=days[-1], **({"assignment__guide__in": guides} if filters.active else {})
        )
    )
    if is_month:
        before, after, title = previous_month(first_of_month(day)), next_month(day), date_format(day, "F Y")
    else:
        before, after = day - timedelta(days=7), day + timedelta(days=7)
        title = _("%(first)s bis %(last)s") % {
            "first": date_format(days[0], "j. F"),
            "last": date_format(days[-1], "j. F Y"),
        }
    absences = pool_calendar.visible_absences(days, to=request.user)
    absences = list(absences.filter(guide__in=guides) if filters.active else absences)
    rows = pool_calendar.by_day(appointments, absences, days, today=today, month=day if is_month else None)
    context = {
        "filters": filters, "active": filters.active, "view": view, "title": title, "today": today, "week": days,
        "views": _views(request, view),
        "before": _address(request, tag=before.isoformat()), "after": _address(request, tag=after.isoformat()),
        "now": _address(request, tag=None), "ics": _address(request, ansicht=None, tag=None),
        "days": rows, "number": len(appointments),
        "weeks": [rows[start : start + 7] for start in range(0, len(rows), 7)] if view == "monat" else [],
        "summary": _calendar_summary(appointments),
    }  # fmt: skip
    if view in ("woche", "personen"):
        context |= _lanes(request, guides, appointments, absences, days, everybody="sprache" in filters.values)
        context["picture"] = _picture(context["everybody"], days, title=title, by_hour=view == "woche")
    template = "_calendar.html" if wants_fragment(request) else "calendar.html"
    return render(request, f"office/pool/{template}", context)


def _lanes(request, guides, appointments, absences, days, *, everybody: bool) -> dict:  # noqa: PLR0913
    """All lanes for the picture, a page of them for the table; who speaks a language asked for is shown with free days, too."""
    busy = {one.assignment.guide_id for one in appointments} | {one.guide_id for one in absences}
    rows = guides.available() | guides.filter(pk__in=busy) if everybody else guides.filter(pk__in=busy)
    rows = rows.distinct().prefetch_related("weekly_times").order_by("last_name", "first_name", "pk")
    found = pool_calendar.lanes(rows, appointments, absences, days)
    page = paginate(found, request, size=LANES)
    table = [(lane, pool_calendar.weeks_of(lane)) for lane in page.object_list]
    return {"page": page, "everybody": found, "lanes": page.object_list, "by_week": table}


def _picture(lanes, days, *, title: str, by_hour: bool):
    """A thin row per person; beyond `DRAWN` people a filter is of more use than a taller picture."""
    drawn = [
        Lane(f"{lane.guide.last_name}, {lane.guide.first_name}", pool_calendar.marks_of(lane, by_hour=by_hour))
        for lane in lanes[:DRAWN]
    ]
    if not drawn:
        return ""
    n = sum(lane.number for lane in lanes[:DRAWN])
    svg = lane_chart(
        drawn, [date_format(day, "D j.") if by_hour else str(day.day) for day in days],
        title=_("%(title)s nach Personen") % {"title": title},
        description=ngettext(
            "%(n)d Person, %(terms)d Termine. Die Tabelle darunter nennt sie einzeln.",
            "%(n)d Personen, %(terms)d Termine. Die Tabelle darunter nennt sie einzeln.", len(drawn),
        ) % {"n": len(drawn), "terms": n},
    )  # fmt: skip
    return mark_safe(svg)  # noqa: S308 - escaped in charts


def _views(request, view: str) -> list[dict]:
    labels = {
        "woche": _("Woche nach Personen"),
        "tage": _("Woche nach Tagen"),
        "personen": _("Monat nach Personen"),
        "monat": _("Monat nach Tagen"),
    }
    return [
        {"label": label, "url": _address(request, ansicht=key, seite=None), "is_current": key == view}
        for key, label in labels.items()
    ]


def _address(request, **changes) -> str:
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key not in changes]
    return "?" + urlencode([*kept, *((key, value) for key, value in changes.items() if value)])


def _calendar_summary(appointments) -> str:
    people = len({one.assignment.guide_id for one in appointments})
    number = len(appointments)
    sentence = ngettext("%(n)d Termin", "%(n)d Termine", number) % {"n": number}
    who = ngettext("%(n)d Person ist unterwegs", "%(n)d Personen sind unterwegs", people) % {"n": people}
    return _("%(appointments)s, %(people)s.") % {"appointments": sentence, "people": who}


@require_permission(Permission.ASSIGNMENT_VIEW)
def calendar_ics(request):
    """The next weeks for the office's own calendar, with the filters of the page; nobody who is accompanied."""
    today = timezone.localdate()
    filters = CalendarFilters(request.GET, user=request.user)
    rows = pool_calendar.visible_appointments(to=request.user).filter(
        on__gte=today - timedelta(weeks=1), on__lte=today + timedelta(weeks=FEED_WEEKS)
    )
    if filters.active:
        rows = rows.filter(assignment__guide__in=filters.apply(visible_guides(to=request.user)))
    content = pool_calendar.pool_ics(rows, district=request.district, now=timezone.now())
    return ics_response(content, filename=_("begleitungen.ics"))


@require_permission(Permission.GUIDE_VIEW)
def free(request):
    """„Wer spricht Sorani und ist Dienstag frei?“"""
    today = timezone.localdate()
    form = FreeForm(request.GET or None)
    asked = bool(request.GET) and form.is_valid()
    context = {"form": form, "asked": asked, "today": today}
    if asked:
        question = form.question(today)
        answer = pool_calendar.who_is_free(**question, to=request.user)
        context |= {"answer": answer, "question": question, "summary": _free_summary(answer, question)}
        context["calendar_url"] = (
            reverse("office:pool_calendar")
            + "?"
            + urlencode(
                {
                    "tag": question["on"].isoformat(),
                    **({"sprache": question["language"].pk} if question["language"] else {}),
                }
            )
        )
    return render(request, "office/pool/free.html", context, status=422 if form.errors else 200)


def _free_summary(answer, question) -> str:
    n, day = answer.number, date_format(question["on"], "l, j. F")
    if question["language"]:
        return ngettext(
            "%(n)d Person spricht %(language)s und ist am %(day)s frei.",
            "%(n)d Personen sprechen %(language)s und sind am %(day)s frei.", n,
        ) % {"n": n, "language": question["language"], "day": day}  # fmt: skip
    return ngettext("%(n)d Person ist am %(day)s frei.", "%(n)d Personen sind am %(day)s frei.", n) % {
        "n": n,
        "day": day,
    }


# ── hours of the year ───────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.ASSIGNMENT_VIEW)
def hours(request):
    """What is left this year and where it leads, for each funding and for each guide."""
    today = timezone.localdate()
    year = forecast.pool_year(to=request.user, today=today)
    only = request.GET.get("zeige", "")
    rows = year.warnings if only == "knapp" else year.rows
    context = {
        "year": today.year, "today": today, "warnings": year.warnings, "only": only,
        "sources": [(source, _chart(source, today), _months_table(source)) for source in year.sources],
        "page": paginate(rows, request),
        "summary": _hours_summary(year),
        "budgets": forecast.budget_year(today=today) if request.can.settlement_view else [],
    }  # fmt: skip
    return render(request, "office/pool/hours.html", context)


def _hours_summary(year) -> str:
    done = sum(source.forecast.done for source in year.sources)
    n = len({row.guide.pk for row in year.warnings})
    first = _("%(hours)s Stunden Begleitung in diesem Jahr bis heute.") % {"hours": forecast.rounded(done)}
    if not n:
        return first + " " + _("Bei diesem Tempo reicht es für alle.")
    return first + " " + ngettext(
        "Bei %(n)d Person reichen die Stunden voraussichtlich nicht bis Jahresende.",
        "Bei %(n)d Personen reichen die Stunden voraussichtlich nicht bis Jahresende.", n,
    ) % {"n": n}  # fmt: skip


def _months_table(source) -> list[tuple]:
    """Month, hours in it, hours up to its end."""
    rows, total = [], 0
    for number, minutes in enumerate(source.months, 1):
        total += minutes
        rows.append((timezone.localdate().replace(month=number, day=1), in_hours(minutes), in_hours(total)))
    return rows


def _chart(source, today):
    reached, total = [], 0
    for minutes in source.months:
        total += minutes
        reached.append(round(total / 60, 1))
    end = source.forecast
    expected = tuple(max(reached[-1], round(value / 60, 1)) for value in (end.low, end.middle, end.high))
    svg = for_desk_and_phone(
        forecast_chart, [date_format(today.replace(month=n, day=1), "M") for n in range(1, 13)], reached, expected=expected,
        limit=None if end.cap is None else end.cap / 60,
        limit_label=_("Grenze %(hours)s h") % {"hours": end.cap_text} if end.cap is not None else "",
        expected_label=_("%(hours)s h") % {"hours": end.expected_text},
        title=_("Stunden im Jahr %(year)d: %(source)s") % {"year": today.year, "source": source.name},
        description=_("Bisher %(done)s Stunden, am Jahresende voraussichtlich %(expected)s (%(range)s).")
        % {"done": end.done_text, "expected": end.expected_text, "range": end.range_text},
        width=640,
    )  # fmt: skip
    return mark_safe(svg)  # noqa: S308 - escaped in charts


@require_permission(Permission.ASSIGNMENT_VIEW)
def export_hours(request):
    """Hours and forecast of each guide as a spreadsheet, in hours."""
    today = timezone.localdate()
    year = forecast.pool_year(to=request.user, today=today)
    columns = [_("Nummer"), _("Name"), _("Träger"), _("Finanzierung"), _("Aufgabe"), _("geleistet"), _("geplant"), _("Grenze"),
               _("frei"), _("am Jahresende voraussichtlich"), _("mindestens"), _("höchstens"), _("reicht bis")]  # fmt: skip
    lines = (
        [
            row.guide.number, str(row.guide), row.guide.organization.name if row.guide.organization else "",
            str(row.funding_source or ""), row.role_label,
            *(None if value is None else round(value / 60, 2) for value in (
                row.forecast.done, row.forecast.planned, row.forecast.cap, row.forecast.left, row.forecast.middle,
                row.forecast.low, row.forecast.high,
            )),
            row.forecast.runs_out_on,
        ]
        for row in year.rows
    )  # fmt: skip
    name = _("Stunden %(day)s") % {"day": today.isoformat()}
    return xlsx_response(write_xlsx(columns, lines, title=name), filename=f"{name}.xlsx")


# ── turns ───────────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.ASSIGNMENT_VIEW)
def turns(request):
    """Who has not been asked for long, who often, who may need a call; the order is that of the wait."""
    now = timezone.now()
    everybody, rule = fairness.turns(to=request.user, now=now)
    groups = {
        "lange": [turn for turn in everybody if turn.is_long_ago],
        "oft": [turn for turn in everybody if turn.is_often],
        "anrufen": [turn for turn in everybody if turn.may_need_a_call],
        "alle": everybody,
    }
    chosen = request.GET.get("zeige", "")
    chosen = chosen if chosen in groups else "lange"
    labels = {
        "lange": _("lange nicht gefragt"),
        "oft": _("oft gefragt"),
        "anrufen": _("vielleicht anrufen"),
        "alle": _("alle"),
    }
    context = {
        "rule": rule, "chosen": chosen,
        "groups": [
            {"key": key, "label": labels[key], "number": len(rows), "url": f"?zeige={key}", "is_current": key == chosen}
            for key, rows in groups.items()
        ],
        "page": paginate(groups[chosen], request),
        "answers": fairness.answers_of_the_pool(to=request.user, now=now),
        "summary": _turns_summary(groups, rule),
    }  # fmt: skip
    return render(request, "office/pool/turns.html", context)


def _turns_summary(groups, rule) -> str:
    n = len(groups["lange"])
    first = ngettext(
        "%(n)d Person wurde seit %(weeks)d Wochen nicht gefragt", "%(n)d Personen wurden seit %(weeks)d Wochen nicht gefragt", n
    ) % {"n": n, "weeks": rule.weeks_unasked}  # fmt: skip
    m = len(groups["oft"])
    second = ngettext("%(n)d Person oft", "%(n)d Personen oft", m) % {"n": m}
    return _("%(long)s, %(often)s.") % {"long": first, "often": second}


# ── what runs out ───────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.GUIDE_VIEW)
def expiring(request):
    """Trainings, certificates and appointments that are over or run out, by the office's bands of days."""
    found, rule = expiry.bands(to=request.user, today=timezone.localdate())
    number = sum(len(band.rows) for band in found)
    over = len(found[0].rows)
    summary = ngettext(
        "%(n)d Nachweis ist abgelaufen oder läuft in %(days)d Tagen ab",
        "%(n)d Nachweise sind abgelaufen oder laufen in %(days)d Tagen ab", number,
    ) % {"n": number, "days": rule.early_days}  # fmt: skip
    if over:
        summary = _("%(all)s, davon %(over)d schon abgelaufen") % {"all": summary, "over": over}
    texts = texts_in_use(purpose=OfficeText.Purpose.EXPIRY, channel=OfficeText.Channel.MAIL)
    context = {"bands": found, "number": number, "summary": f"{summary}.", "text": texts.first(), "rule": rule}
    return render(request, "office/pool/expiring.html", context)
