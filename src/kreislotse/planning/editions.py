"""Who may still change an edition: a draft in everything, an adopted one only in what lives on, a replaced one in nothing.

Each operation on the plan begins with one of these, so that two people who change the same edition see each other.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.planning.models import PlanVersion


class ChangedMeanwhile(DomainError):
    message = _(
        "Das konnte nicht gespeichert werden, weil es in der Zwischenzeit jemand anderes geändert hat. Ihre Eingaben stehen "
        "noch hier. Bitte vergleichen Sie sie mit dem neuen Stand und speichern Sie dann noch einmal."
    )


class VersionAdopted(DomainError):
    message = _(
        "„%(version)s“ ist beschlossen und bleibt im Wortlaut, wie es ist. Stand, Meilensteine, Zusagen und Zuständige können Sie "
        "weiter eintragen. Für andere Ziele oder Maßnahmen beginnen Sie bitte die nächste Fassung."
    )


class VersionReplaced(DomainError):
    message = _(
        "„%(version)s“ ist abgelöst und wird nur noch gelesen. Bitte tragen Sie den Stand in der neuen Fassung ein."
    )


def draft_for_change(version_pk: int) -> PlanVersion:
    """The edition, locked until the transaction ends. Raises `VersionAdopted` or `VersionReplaced` unless it is a draft."""
    version = living_for_change(version_pk)
    if not version.is_draft:
        raise VersionAdopted(version=str(version))
    return version


def living_for_change(version_pk: int) -> PlanVersion:
    """The edition, locked, for what may change after the adoption too. Raises `VersionReplaced`."""
    version = locked_version(version_pk)
    if version.status == PlanVersion.Status.REPLACED:
        raise VersionReplaced(version=str(version))
    return version


def locked_version(version_pk: int) -> PlanVersion:
    """The edition, locked, whatever becomes of it: the first lock of every change, so that no two wait for each other."""
    return PlanVersion.objects.select_for_update(of=("self",)).get(pk=version_pk)


def check_unchanged(row, seen_at: datetime | None) -> None:
    """Raises `ChangedMeanwhile` if `row` was saved after the moment the person had before them."""
    if seen_at is not None and type(row).objects.values_list("updated_at", flat=True).get(pk=row.pk) != seen_at:
        raise ChangedMeanwhile
