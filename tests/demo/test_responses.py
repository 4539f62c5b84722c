"""A year of pages read and some words about offers: what the office sees of them adds up."""

from django.db.models import Count, Sum

from kreislotse.core.dates import first_of_month
from kreislotse.directory.models import Offer
from kreislotse.quality.models import Feedback, FeedbackFact, Page, UsageFact
from kreislotse.quality.usage import months_with_usage, protected_month, usage_report
from tests.demo.conftest import TODAY


def test_a_year_of_pages_is_counted_in_the_languages_of_the_district(demo):
    report = usage_report(TODAY.replace(year=TODAY.year - 1), TODAY, today=TODAY)

    assert len(report.offers) == 20 and report.offers[0].number > 5 * report.offers[-1].number
    assert 0 < report.unread < Offer.objects.count() / 3
    assert {code for code, _number in report.languages} <= set(demo.languages)
    assert report.languages[0][0] == "de"
    assert all(number > 0 for _label, number in report.pages)
    assert len(months_with_usage(before=TODAY)) == 11
    assert protected_month(months_with_usage(before=TODAY)[0], threshold=5)


def test_only_public_offers_are_read(demo):
    read = UsageFact.objects.filter(page=Page.OFFER).values("offer_uuid").distinct()

    assert Offer.objects.published(TODAY).filter(uuid__in=read).count() == read.count()


def test_some_feedback_waits_and_no_address_is_kept_too_long(demo):
    rows = list(Feedback.objects.all())

    assert {one.is_open for one in rows} == {True, False}
    assert any(one.email for one in rows if one.is_open)
    assert not any(one.email for one in rows if not one.is_open)
    assert all((TODAY - one.received_at.date()).days < 30 for one in rows if one.is_open)
    assert all(one.done_by for one in rows if not one.is_open)


def test_every_word_that_is_kept_is_counted(demo):
    said = {(first_of_month(one.received_at.date()), one.offer.uuid, one.topic) for one in Feedback.objects.select_related("offer")}  # fmt: skip
    counted = set(FeedbackFact.objects.values_list("month", "offer_uuid", "topic"))

    assert said <= counted
    assert FeedbackFact.objects.aggregate(sum=Sum("number"))["sum"] > Feedback.objects.aggregate(n=Count("pk"))["n"]
