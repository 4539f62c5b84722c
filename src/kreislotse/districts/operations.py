from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.districts.presets import read_preset
from kreislotse.districts.setup import run_seeds


class DistrictExists(DomainError):
    message = _("Für den Schlüssel %(ags)s oder die Adresse %(host)s gibt es schon einen Landkreis.")


@transaction.atomic
def create_district(*, preset: str, ags: str, name: str, host: str, today: date, is_demo: bool = False) -> District:
    """Make a working district from a preset: terms, languages, topics, rules, rates, retention periods.

    Raises `UnknownPreset`, `DistrictExists`, and `ValidationError` for a key that has not five digits.
    """
    settings = read_preset(preset)
    if District.objects.filter(ags=ags).exists() or District.objects.filter(host=host.lower()).exists():
        raise DistrictExists(ags=ags, host=host)
    district = District(
        name=name, ags=ags, host=host.lower(), preset=preset, terms=settings["terms"], languages=settings["languages"],
        guides_asked_by=settings["guides_asked_by"], set_up_on=today, is_demo=is_demo,
    )  # fmt: skip
    district.full_clean()
    try:
        with transaction.atomic():
            district.save()
    except IntegrityError as error:
        raise DistrictExists(ags=ags, host=host) from error
    with district_scope(district):
        run_seeds(settings)
    return district
