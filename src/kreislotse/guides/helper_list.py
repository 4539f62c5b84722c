"""The Helferliste: who was on duty for whom on which day, as the accident insurance asks for it (domain.md 1)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kreislotse.districts.queries import current_district
from kreislotse.guides.models import Guide, HelperPeriod, Role
from kreislotse.guides.qualification import roles_of
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization
from kreislotse.guides.steps import ON_DUTY


def helpers_on(day: date, *, to) -> QuerySet[HelperPeriod]:
    """Everybody on duty on `day`, by name; who coordinates at a Träger sees the own people."""
    rows = HelperPeriod.objects.filter(from_on__lte=day).filter(Q(to_on=None) | Q(to_on__gte=day))
    if sees_only_own_organization(to):
        rows = rows.filter(guide__organization_id__in=represented_organizations(to))
    return rows.order_by("last_name", "first_name", "pk")


def keep_helper_list(guide: Guide, *, on: date) -> None:
    """Let the list say from `on` what the guide's status, tasks and Träger say now. Safe to call twice."""
    row = HelperPeriod.objects.filter(guide=guide, to_on=None).first()
    if guide.status not in ON_DUTY:
        if row is not None and on < row.from_on:
            row.delete()
        elif row is not None:
            row.to_on = on
            row.save(update_fields=["to_on"])
        return
    facts = {"number": guide.number, "first_name": guide.first_name, "last_name": guide.last_name}
    duty = {"activity": _activity(guide), "for_whom": _for_whom(guide)}
    if row is None:
        row = HelperPeriod.objects.filter(guide=guide, to_on=on, **duty).first() or HelperPeriod(
            guide=guide, from_on=on
        )
        row.to_on = None
    elif any(getattr(row, name) != value for name, value in duty.items()) and row.from_on < on:
        row.to_on = on - timedelta(days=1)
        row.save(update_fields=["to_on"])
        row = HelperPeriod(guide=guide, from_on=on)
    for name, value in (facts | duty).items():
        setattr(row, name, value)
    row.save()


def _activity(guide: Guide) -> str:
    return _(" und ").join(str(Role(role).label) for role in roles_of(guide))


def _for_whom(guide: Guide) -> str:
    return guide.organization.name if guide.organization else current_district().name
