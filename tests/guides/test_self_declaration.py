"""The Selbstauskunft between two conduct certificates: asked for by a rule, due in time, gone with the certificate."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.dates import months_later
from kreislotse.guides.expiring import expiring
from kreislotse.guides.models import ConductCertificate, ConductRule, Declaration, GuideRule
from kreislotse.guides.papers import DayNotYetThere, delete_certificate, record_certificate, record_declaration
from kreislotse.guides.qualification import Papers, certificate_valid_until, self_declaration_until
from kreislotse.guides.retention import self_declarations_to_delete
from tests.factories import GuideFactory

TODAY, INSPECTED = date(2026, 3, 9), date(2025, 4, 1)


@pytest.fixture
def rule(in_district):
    ConductRule(role="guide", is_required=True, because="Kinder", valid_from=date(2020, 1, 1)).save()
    rule = GuideRule(certificate_renewal_years=5, self_declaration_months=12, valid_from=date(2020, 1, 1))
    rule.save()
    return rule


@pytest.fixture
def guide(in_district):
    guide = GuideFactory(status="active", is_guide=True)
    ConductCertificate.objects.create(guide=guide, issued_on=INSPECTED, inspected_on=INSPECTED)
    return guide


def due(guide, today=TODAY) -> list:
    return [(row.on, row.days_left) for row in expiring([guide], today=today) if row.code == "declaration"]


def sign(guide, day, by):
    return record_declaration(guide, kind=Declaration.Kind.SELF_DECLARATION, signed_on=day, today=TODAY, by=by)


def test_it_is_due_so_many_months_after_the_inspection(guide, rule):
    assert due(guide) == [(date(2026, 3, 31), 22)]


def test_a_signature_counts_from_its_own_day(guide, rule, coordinator):
    sign(guide, date(2026, 3, 2), coordinator)

    assert due(guide) == []
    assert due(guide, today=date(2027, 2, 1)) == [(date(2027, 3, 1), 28)]


def test_a_new_inspection_starts_anew(guide, rule, coordinator):
    sign(guide, date(2025, 6, 1), coordinator)
    record_certificate(guide, issued_on=date(2026, 2, 1), inspected_on=date(2026, 3, 1), has_relevant_entry=False, today=TODAY, by=coordinator)  # fmt: skip

    assert due(guide) == []


def test_where_the_next_certificate_comes_first_none_is_asked_for(guide, rule):
    """In the last year before the renewal the certificate itself is due."""
    ConductCertificate.objects.update(issued_on=date(2021, 4, 1), inspected_on=date(2021, 4, 1))
    Declaration.objects.create(guide=guide, kind="self_declaration", wording_version="1", signed_on=date(2025, 5, 1))

    rows = {row.code: row.on for row in expiring([guide], today=TODAY)}

    assert rows == {"certificate": date(2026, 3, 31)}


def test_without_a_rule_or_a_need_none_is_asked_for(guide, rule, coordinator):
    rule.self_declaration_months = None
    rule.save()
    without_rule = due(guide)
    rule.self_declaration_months = 12
    rule.save()
    ConductRule.objects.update(is_required=False)

    assert (without_rule, due(guide)) == ([], [])


def test_without_a_certificate_it_is_the_certificate_that_is_missing(guide, rule, coordinator):
    delete_certificate(guide, by=coordinator)

    assert due(guide) == []


def test_another_declaration_is_no_self_declaration(guide, rule, coordinator):
    record_declaration(guide, kind="confidentiality", signed_on=TODAY, today=TODAY, by=coordinator)

    assert due(guide) == [(date(2026, 3, 31), 22)]


def test_a_signature_of_tomorrow_is_refused(guide, rule, coordinator):
    with pytest.raises(DayNotYetThere):
        sign(guide, TODAY + timedelta(days=1), coordinator)


@given(
    months=st.integers(1, 60),
    years=st.integers(1, 10),
    signed=st.lists(st.dates(date(2020, 1, 1), date(2030, 12, 31)), max_size=4),
)
def test_one_more_signature_never_brings_the_day_forward(months, years, signed):
    rule = GuideRule(certificate_renewal_years=years, self_declaration_months=months)
    papers = Papers(certificate=ConductCertificate(issued_on=INSPECTED, inspected_on=INSPECTED))
    renewal = certificate_valid_until(papers.certificate, rule)
    days = []
    for day in signed:
        days.append(self_declaration_until(papers, rule) or renewal)
        papers.declarations[Declaration.Kind.SELF_DECLARATION].append(day)
    days.append(self_declaration_until(papers, rule) or renewal)

    assert days == sorted(days)
    assert all(min(months_later(INSPECTED, months), renewal) <= day <= renewal for day in days)


def test_it_goes_with_the_facts_of_the_certificate(guide, rule, coordinator):
    sign(guide, date(2026, 3, 2), coordinator)
    record_declaration(guide, kind="confidentiality", signed_on=TODAY, today=TODAY, by=coordinator)
    guide.status, guide.left_on = "left", TODAY
    guide.save()

    found = list(self_declarations_to_delete(TODAY + timedelta(days=91), 90))

    assert not self_declarations_to_delete(TODAY + timedelta(days=90), 90).exists()
    assert [one.kind for one in found] == ["self_declaration"]


def test_the_page_says_until_when_and_prints_the_paper(login, coordinator, guide, rule):
    client = login(coordinator)
    page = client.get(f"/buero/lotsen/{guide.pk}/unterlagen/").content.decode()
    paper = client.get(f"/buero/lotsen/{guide.pk}/schreiben/selbstauskunft.pdf")

    assert "Selbstauskunft bis" in page
    assert "01.04.2026" in page
    assert "Selbstauskunft drucken (PDF)" in page
    assert paper.content.startswith(b"%PDF")
