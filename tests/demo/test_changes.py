"""The demo shows what happens to appointments."""

from kreislotse.intake.models import ClientCapRule, CounterKeyUse, HelpRequest, LeadTime
from kreislotse.matching.models import AppointmentChange, Series, Vacancy


def test_series_moves_cancellations_and_a_free_appointment_are_there(demo):
    assert Series.objects.count() >= 2
    assert all(one.dates.filter(left_out="").count() == 6 for one in Series.objects.all())
    kinds = set(AppointmentChange.objects.values_list("kind", flat=True))
    assert {"moved", "cancelled", "fell_out"} <= kinds
    assert AppointmentChange.objects.filter(is_late=True).exists()
    assert Vacancy.objects.filter(status="open").exists()


def test_requests_show_all_four_kinds_of_help_and_some_are_counted(demo):
    kinds = set(HelpRequest.objects.exclude(help_kind="").values_list("help_kind", flat=True))
    assert kinds == {"orientation", "company", "housing", "mediation"}
    assert CounterKeyUse.objects.exists() and ClientCapRule.objects.exists() and LeadTime.objects.exists()
