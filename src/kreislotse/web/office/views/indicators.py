"""Indicators: what they mean in each version, and the values of each."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.charts.lines import Series, line_chart
from kreislotse.indicators import operations, queries
from kreislotse.indicators.models import Definition, Indicator, Observation
from kreislotse.planning.plan_queries import targets_of
from kreislotse.web.office.forms.indicators import DEFINITION, DefinitionForm, IndicatorForm, ObservationForm
from kreislotse.web.office.views.plan_pages import small_page


@require_permission(Permission.PLAN_VIEW)
def indicator_list(request):
    rows = list(queries.indicators_in_order(with_retired=True))
    return render(request, "office/indicators/list.html", {"indicators": rows})


def _indicator(pk) -> Indicator:
    return get_object_or_404(Indicator.objects.select_related("field_of_action"), pk=pk)


@require_permission(Permission.PLAN_VIEW)
def indicator_detail(request, pk):
    indicator = _indicator(pk)
    definitions = list(indicator.definitions.order_by("-version"))
    definition = queries.current_definition(indicator, timezone.localdate())
    values = queries.values_of(indicator)
    series = [one for one in values if one.definition_id == definition.pk and one.municipality_id is None]
    context = {
        "indicator": indicator, "definition": definition, "definitions": definitions, "values": values[::-1],
        "picture": _picture(indicator, definition, series), "targets": targets_of(indicator),
    }  # fmt: skip
    return render(request, "office/indicators/detail.html", context)


def _picture(indicator, definition, series):
    """A line needs two values; what is a symbol is a gap."""
    if sum(one.value is not None for one in series) < 2:
        return ""
    breaks = frozenset(n for n, one in enumerate(series) if one.is_break)
    values = [None if one.value is None else float(one.value) for one in series]
    labels = [f"{one.period_until:%Y}" if one.period_from != one.period_until else f"{one.period_until:%m/%Y}" for one in series]  # fmt: skip
    line = Series("", values, breaks)
    svg = line_chart(labels, [line], title=indicator.name, description=str(definition.get_unit_display()))
    return mark_safe(svg)  # noqa: S308  charts escape what they print


@require_permission(Permission.PLAN_EDIT)
def define_indicator(request):
    form = IndicatorForm(request.POST or None, instance=Definition())
    made = {}

    def define(form):
        made["row"] = operations.define_indicator(form.indicator, form.instance, by=request.user)
        return _("Der Indikator ist festgelegt.")

    return small_page(
        request, form, define, title=_("Indikator festlegen"), template="office/indicators/form.html",
        back=lambda: reverse("office:indicator_detail", args=[made["row"].pk]),
    )  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def redefine_indicator(request, pk):
    indicator = _indicator(pk)
    last = indicator.definitions.order_by("-version").first()
    initial = {name: getattr(last, name) for name in DEFINITION if name != "valid_from"}
    form = DefinitionForm(request.POST or None, instance=Definition(), initial=initial)

    def redefine(form):
        operations.redefine_indicator(indicator, form.instance, by=request.user)
        return _("Die neue Fassung gilt ab dem gewählten Tag. Frühere Werte behalten ihre.")

    back = reverse("office:indicator_detail", args=[pk])
    return small_page(request, form, redefine, title=_("Neu festlegen"), about=indicator.name, back=back, template="office/indicators/form.html")  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def record_value(request, pk):
    indicator = _indicator(pk)
    definition = queries.current_definition(indicator, timezone.localdate())
    return _value_page(request, Observation(definition=definition), indicator, _("Wert eintragen"))


@require_permission(Permission.PLAN_EDIT)
def correct_value(request, pk):
    row = get_object_or_404(Observation.objects.select_related("definition__indicator", "source"), pk=pk)
    return _value_page(request, row, row.definition.indicator, _("Wert berichtigen"))


def _value_page(request, row, indicator, title):
    form = ObservationForm(request.POST or None, instance=row)

    def record(form):
        form.instance.source = operations.source_named(form.cleaned_data["source_name"])
        operations.record_observation(form.instance, today=timezone.localdate(), by=request.user)
        return _("Der Wert ist eingetragen.")

    back = reverse("office:indicator_detail", args=[indicator.pk])
    return small_page(
        request, form, record, title=title, about=indicator.name, back=back, lead=row.definition.text,
        template="office/indicators/form.html",
    )  # fmt: skip
