"""Equal needs become one, and nothing of them is lost: each origin keeps its words and where it was heard first."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import Need, NeedOrigin
from kreislotse.planning.needs import NeedMerged


class SameNeed(DomainError):
    message = _("Ein Bedarf kann nicht mit sich selbst zusammengeführt werden. Bitte wählen Sie einen anderen.")


class MergedInCircle(DomainError):
    message = _("„%(into)s“ gehört schon zu diesem Bedarf. Es gibt nichts zusammenzuführen.")


class NotMerged(DomainError):
    message = _("Dieser Bedarf ist mit keinem anderen zusammengeführt.")


@transaction.atomic
def merge(need: Need, *, into: Need, today: date, by) -> Need:
    """Let `need` be part of `into`; its origins move there. Raises `SameNeed`, `MergedInCircle`, `NeedMerged`.

    Only needs that stand for themselves are merged, and one at a time per district: so no circle can come about.
    """
    _one_at_a_time()
    need = Need.objects.select_related("merged_into").get(pk=need.pk)
    into = Need.objects.select_related("merged_into").get(pk=into.pk)
    if need.pk == into.pk:
        raise SameNeed
    if into.merged_into_id is not None:
        if into.pk in family(need):
            raise MergedInCircle(into=into.title)
        raise NeedMerged(into=into.merged_into.title)
    if need.merged_into is not None:
        raise NeedMerged(into=need.merged_into.title)
    NeedOrigin.objects.filter(need=need, merged_from=None).update(merged_from=need)
    NeedOrigin.objects.filter(need=need).update(need=into)
    need.merged_into, need.merged_on = into, today
    need.save(update_fields=["merged_into", "merged_on", "updated_at"])
    audit.record(Entry.NEED_MERGED, need, by=by, into=into.pk)
    audit.record(Entry.NEED_MERGED, into, by=by, merged=need.pk)
    return into


@transaction.atomic
def take_apart(need: Need, *, by) -> Need:
    """Undo a merging: the need stands for itself again, with the origins that were its own. Raises `NotMerged`."""
    _one_at_a_time()
    need = Need.objects.get(pk=need.pk)
    if need.merged_into_id is None:
        raise NotMerged
    into = need.merged_into_id
    NeedOrigin.objects.filter(merged_from__in=family(need)).update(need=need)
    NeedOrigin.objects.filter(need=need, merged_from=need).update(merged_from=None)
    need.merged_into = need.merged_on = None
    need.save(update_fields=["merged_into", "merged_on", "updated_at"])
    audit.record(Entry.NEED_TAKEN_APART, need, by=by, from_need=into)
    return need


def family(need: Need) -> set[int]:
    """The need and all that were merged into it, over any number of steps. One query."""
    below = defaultdict(list)
    for pk, into in Need.objects.exclude(merged_into=None).values_list("pk", "merged_into"):
        below[into].append(pk)
    found, waiting = set(), [need.pk]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += below[pk]
    return found


def standing_one(need: Need) -> Need:
    """The need that counts for this one: itself, or the last it was merged into. One query for each step."""
    while need.merged_into_id is not None:
        need = Need.objects.get(pk=need.merged_into_id)
    return need


def _one_at_a_time() -> None:
    District.objects.select_for_update(no_key=True).get(pk=current_district_id())
