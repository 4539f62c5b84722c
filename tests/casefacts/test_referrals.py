"""Who refers people to whom: counted when the month closes, shown by closed quarters and from the threshold on."""

import re
from datetime import date

import pytest
from django.utils import timezone

from kreislotse.casefacts.models import MonthClosing, ReferralFact
from kreislotse.casefacts.operations import close_month
from kreislotse.casefacts.referrals import referrals_between
from kreislotse.core.dates import months_later
from kreislotse.groups.picture import Cut, key_of
from kreislotse.intake.models import Referral, ReferralOffer
from kreislotse.web.network_picture import _referrals
from tests.factories import NOON, HelpRequestFactory, OfferFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 9)


@pytest.fixture
def school(in_district):
    return OrganizationFactory(name="Schule")


@pytest.fixture
def clinic(in_district):
    return OrganizationFactory(name="Beratung")


def close(month, **numbers):
    MonthClosing.objects.create(month=month, closed_at=NOON, threshold=5)


def count(school, clinic, month, number):
    ReferralFact.objects.create(month=month, asked_by=school, provider=clinic, number=number)


def test_a_closed_month_counts_requests_not_slips(school, clinic, coordinator):
    offers = [OfferFactory(provider=clinic), OfferFactory(provider=clinic)]
    own = OfferFactory(provider=school)
    for number in range(3):
        request = HelpRequestFactory(closed=True, institution=school, asked_by_institution=True)
        slip = Referral.objects.create(
            help_request=request,
            code=f"K7M4QX{number}C",
            created_on=date(2026, 3, 2),
            valid_until=date(2026, 4, 2),
            by=coordinator,
        )
        for offer in (*offers, own):
            ReferralOffer.objects.create(referral=slip, offer=offer)
    alone = Referral.objects.create(
        help_request=HelpRequestFactory(closed=True),
        code="K7M4QXPC",
        created_on=date(2026, 3, 2),
        valid_until=date(2026, 4, 2),
        by=coordinator,
    )
    ReferralOffer.objects.create(referral=alone, offer=offers[0])

    close_month(date(2026, 3, 1), today=date(2026, 4, 1), by=coordinator)

    assert list(ReferralFact.objects.values_list("asked_by", "provider", "number")) == [(school.pk, clinic.pk, 3)]


def test_quarters_that_are_closed_and_common_enough_are_shown(school, clinic, district):
    for month in (1, 2, 3, 4, 5):
        close(date(2026, month, 1))
    count(school, clinic, date(2026, 1, 1), 2)
    count(school, clinic, date(2026, 3, 1), 4)  # six in the quarter
    count(clinic, school, date(2026, 2, 1), 4)  # too few
    count(school, clinic, date(2026, 4, 1), 50)  # June is not closed yet

    found = referrals_between(today=TODAY, district=district)
    assert [(one.asked_by, one.provider, one.number) for one in found] == [(school.pk, clinic.pk, 6)]


def test_closing_one_more_month_never_shows_what_that_month_alone_had(school, clinic, district):
    """The attack: ask before and after each closing and subtract. Control: with months instead of quarters it would work."""
    count(school, clinic, date(2026, 4, 1), 6)
    count(school, clinic, date(2026, 6, 1), 1)
    shown = []
    for month in range(1, 7):
        close(date(2026, month, 1))
        shown.append(sum(one.number for one in referrals_between(today=TODAY, district=district)))

    steps = [after - before for before, after in zip(shown, shown[1:], strict=False) if after != before]
    assert steps == [7]
    by_month = list(ReferralFact.objects.order_by("month").values_list("number", flat=True))
    assert min(by_month) < 5


def test_they_are_ties_of_the_picture_for_the_office_only(school, clinic, district):
    for month in (4, 5, 6):
        close(date(2026, month, 1))
    count(school, clinic, date(2026, 5, 1), 9)
    count(clinic, school, date(2026, 5, 1), 5)

    (tie,) = _referrals(Cut(), TODAY, district)
    assert {tie.one, tie.other} == {key_of(school.pk), key_of(clinic.pk)}
    assert (tie.number, tie.name) == (14, "14 Verweise")
    assert _referrals(Cut(is_public=True), TODAY, district) == []
    assert _referrals(Cut(kind="body"), TODAY, district) == []


def test_the_office_sees_them_in_picture_table_and_files(school, clinic, login, coordinator):
    today = timezone.localdate()
    quarter = months_later(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), -3)
    for number in range(3):
        close(months_later(quarter, number))
    count(school, clinic, quarter, 9)
    office = login(coordinator)

    for query in ("", "?kind=referrals"):
        page = office.get(f"/buero/netzwerk/bild/{query}")
        assert page.status_code == 200
        assert "9 Verweise" in page.content.decode()
    assert "9 Verweise" not in office.get("/buero/netzwerk/bild/?kind=body").content.decode()
    for name in [one for one in re.findall(r'href="(/buero/netzwerk/bild[^"]+)"', page.content.decode()) if "." in one]:
        assert office.get(name.replace("&amp;", "&")).status_code == 200
