"""Sets up a district of the demo as an office would: from its preset, then with its own addresses."""

from datetime import date, timedelta

from kreislotse.core.scope import district_scope
from kreislotse.demo.chance import Chance
from kreislotse.demo.read_facts import DemoDistrict, municipalities
from kreislotse.districts.models import District
from kreislotse.districts.operations import create_district
from kreislotse.privacy.models import RetentionRule

DAYS_OF_CASEWORK = 730
IMPRINT = (
    "Vorführung von Kreislotse. Der Landkreis und seine Gemeinden sind echt, das Büro, die Akteure und alle Personen "
    "sind erfunden. Es gibt hier keine Beratung."
)


def open_district(demo: DemoDistrict, *, chance: Chance, today: date) -> District:
    """Create the district from its preset and mark it as demo wherever somebody reads its name."""
    district = create_district(
        preset=demo.preset,
        ags=demo.ags,
        name=demo.name,
        host=demo.host,
        today=today - timedelta(days=560),
        is_demo=True,
    )
    seat = next(m for m in municipalities() if m.ags == demo.seat)
    district.accent_color = demo.accent_color
    district.phone = chance.landline()
    district.email = f"integration@{demo.slug}.example"
    district.address = f"{district.term('unit')} (Demo)\nMusterplatz 1\n{seat.postcode} {seat.name}"
    district.office_hours = "Montag bis Donnerstag 9 bis 12 Uhr, Donnerstag auch 14 bis 18 Uhr"
    district.imprint = IMPRINT
    district.privacy_notice = (
        "In dieser Vorführung stehen nur erfundene Personen. Bitte geben Sie keine echten Namen, Telefonnummern oder "
        "Adressen ein."
    )
    district.save()
    with district_scope(district):  # eighteen months of life shall still be there after the first night
        RetentionRule.objects.filter(kind=RetentionRule.Kind.CASEWORK).update(days=DAYS_OF_CASEWORK)
    return district
