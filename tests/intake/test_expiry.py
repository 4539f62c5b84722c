from datetime import date, timedelta

from django.apps import apps
from django.db.models import CASCADE, PROTECT, RESTRICT, SET_NULL

from kreislotse.accounts.handover import responsibilities
from kreislotse.audit.models import AuditEntry
from kreislotse.audit.operations import record
from kreislotse.casefacts.models import MonthClosing
from kreislotse.districts.setup import run_seeds
from kreislotse.intake import expiry
from kreislotse.intake.entries import Entry
from kreislotse.intake.models import Answer, HelpRequest, SeekerContact
from kreislotse.privacy.models import Consent
from kreislotse.privacy.operations import run_deletion
from kreislotse.privacy.registry import unheld
from kreislotse.taxonomy.models import Topic
from tests.factories import NOON, AssignmentFactory, HelpRequestFactory, SeekerContactFactory, TopicFactory, member

CLOSED_ON = date(2026, 3, 6)


def closed_with_everything():
    help_request = HelpRequestFactory(closed=True, note="braucht Hilfe", place="Rathaus, Zimmer 3")
    consent = Consent.objects.create(purpose="seeker_contact", wording_version="1", language="de", given_at=NOON)
    SeekerContactFactory(help_request=help_request, consent=consent)
    Answer.objects.create(help_request=help_request, text="Guten Tag", language="de", at=NOON)
    return help_request


def test_contact_answers_and_free_text_go_first(in_district):
    run_seeds({})
    help_request = closed_with_everything()
    still_open = SeekerContactFactory().help_request

    run_deletion(today=CLOSED_ON + timedelta(days=13))
    assert SeekerContact.objects.count() == 2

    run_deletion(today=CLOSED_ON + timedelta(days=14))
    help_request.refresh_from_db()
    assert (help_request.note, help_request.place) == ("", "")
    assert SeekerContact.objects.get().help_request == still_open
    assert not Answer.objects.exists()
    assert not Consent.objects.exists()


def test_a_second_run_finds_nothing_to_do(in_district):
    run_seeds({})
    closed_with_everything()
    later = CLOSED_ON + timedelta(days=20)

    assert run_deletion(today=later)["seeker_contact"] == 1
    assert run_deletion(today=later)["seeker_contact"] == 0


def test_requests_go_after_their_period_and_those_with_assignments_stay(in_district):
    run_seeds({})
    closed_with_everything()
    accompanied = AssignmentFactory(help_request=HelpRequestFactory(closed=True), status="finished", ended_on=CLOSED_ON)
    MonthClosing.objects.create(month=CLOSED_ON.replace(day=1), closed_at=NOON)

    run_deletion(today=CLOSED_ON + timedelta(days=366))

    assert HelpRequest.objects.get() == accompanied.help_request


def _of_requests():
    """Every relation of every model to a request, also those without a name for the way back."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if field.concrete and field.related_model is HelpRequest:
                yield model, field


def test_every_relation_to_a_request_says_what_its_deletion_does(db):
    relations = list(_of_requests())

    assert len(relations) >= 8
    for model, field in relations:
        kind = getattr(field.remote_field, "on_delete", None)
        assert kind in (CASCADE, SET_NULL, PROTECT, RESTRICT), f"{model._meta.label}.{field.name}: the night would fail"


def test_what_has_the_contact_s_period_goes_with_the_contact():
    bound = {model for model, _field in _of_requests() if model.Privacy.retention == "seeker_contact"}

    assert bound == set(expiry.WITH_THE_CONTACT)


def test_a_relation_without_a_name_holds_a_record_too(in_district):
    """Help requests point at their topic that way: `related_name="+"`."""
    held, free = HelpRequestFactory().topic, TopicFactory()
    assert "intake.HelpRequest" not in {relation.related_model._meta.label for relation in Topic._meta.related_objects}

    assert list(unheld(Topic.objects.filter(pk__in=[held.pk, free.pk]))) == [free]


def test_no_request_that_any_record_protects_is_due(in_district):
    """Whatever a later step adds: of each protecting relation one row is made, and the night does not fail."""
    run_seeds({})
    protecting = [(m, f) for m, f in _of_requests() if f.remote_field.on_delete in (PROTECT, RESTRICT)]
    assert {model._meta.label for model, _field in protecting} == {"matching.Assignment"}, "add a row for it here"
    AssignmentFactory(help_request=HelpRequestFactory(closed=True), status="finished", ended_on=CLOSED_ON)
    MonthClosing.objects.create(month=CLOSED_ON.replace(day=1), closed_at=NOON)
    later = CLOSED_ON + timedelta(days=2000)

    assert not expiry.requests_over(later, 365).exists()


def test_open_requests_are_handed_over(in_district):
    leaving = member("caseworker")
    HelpRequestFactory(responsible=leaving, closed=True)
    open_one = HelpRequestFactory(responsible=leaving)

    (responsibility,) = [one for one in responsibilities() if one.code == "help_requests"]

    rows = list(responsibility.held_by(leaving))
    assert rows == [open_one]
    assert responsibility.describe(rows[0])[0] == open_one.reference
    assert len(responsibility.describe(rows[0])) == len(responsibility.columns)


def test_the_written_reason_for_an_exception_goes_with_the_contact(in_district, caseworker):
    run_seeds({})
    help_request = HelpRequestFactory(closed=True)
    record(
        Entry.HELP_REQUEST_ADMITTED,
        help_request,
        by=caseworker,
        rules="medical",
        reason="Frau Beispiel liegt in der Klinik",
    )

    run_deletion(today=CLOSED_ON + timedelta(days=14))

    assert AuditEntry.objects.get().details == {"rules": "medical"}
    assert run_deletion(today=CLOSED_ON + timedelta(days=15))["seeker_contact"] == 0
