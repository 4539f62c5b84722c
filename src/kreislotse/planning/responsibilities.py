"""The needs, editions and measures a colleague looks after, for the hand-over to a successor."""

from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.handover import Responsibility
from kreislotse.planning.models import Measure, Need, PlanVersion


def _held_by(user):
    undecided = [Need.Status.OPEN, Need.Status.IN_DISCUSSION, Need.Status.PASSED_ON]
    rows = Need.objects.standing().filter(responsible=user, status__in=undecided)
    return rows.select_related("topic", "municipality").order_by("raised_on", "pk")


def _describe(need: Need) -> list[str]:
    return [need.title, need.get_status_display(), str(need.topic or ""), str(need.municipality or "")]


NEEDS = Responsibility(
    code="needs",
    label=_("Bedarfe, für die die Person zuständig ist"),
    field="responsible",
    held_by=_held_by,
    columns=(_("Bedarf"), _("Stand"), _("Thema"), _("Gemeinde")),
    describe=_describe,
)


def _living_versions(user):
    return PlanVersion.objects.filter(responsible=user).exclude(status=PlanVersion.Status.REPLACED).order_by("pk")


def _living_measures(user):
    rows = Measure.objects.filter(responsible=user).open().exclude(version__status=PlanVersion.Status.REPLACED)
    return rows.select_related("lead", "version").order_by("version", "number", "pk")


PLANS = Responsibility(
    code="plans",
    label=_("Fassungen des Konzepts, für die die Person zuständig ist"),
    field="responsible",
    held_by=_living_versions,
    columns=(_("Fassung"), _("Stand")),
    describe=lambda version: [str(version), version.get_status_display()],
)
MEASURES = Responsibility(
    code="measures",
    label=_("Maßnahmen, für die die Person zuständig ist"),
    field="responsible",
    held_by=_living_measures,
    columns=(_("Maßnahme"), _("Fassung"), _("Federführung"), _("Stand"), _("nächster Bericht")),
    describe=lambda measure: [
        str(measure), str(measure.version), str(measure.lead or ""), measure.get_status_display(),
        measure.next_report_on.strftime("%d.%m.%Y") if measure.next_report_on else "",
    ],
)  # fmt: skip
