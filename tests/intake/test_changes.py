"""What becomes clear in a talk is added to the request: what was asked of guides, what was agreed, what the rules say."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.intake import changes, counter_keys
from kreislotse.intake.models import ClientCapRule, CounterKeyUse, ExclusionRule, HelpRequest, SeriesWish
from kreislotse.intake.operations import HelpRequestNotOpen, NotAdmissible, Repeats
from kreislotse.matching.models import MatchProposal
from tests.factories import (
    AssignmentFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    TopicFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")

TODAY = date(2026, 3, 9)


def change(help_request, *, by, seen=None, today=TODAY, **facts):
    known = {name: getattr(help_request, name) for name in changes.FACTS}
    known["repeats"] = changes.repeats_of(help_request)
    seen = seen or changes.fingerprint(help_request)
    return changes.change_help_request(help_request, seen=seen, today=today, by=by, **(known | facts))


def entries() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("entry", flat=True))


def test_what_a_talk_made_clear_is_saved_and_the_trail_names_the_fields_only(caseworker):
    help_request = HelpRequestFactory(wish="unsure", topic=TopicFactory(code="unklar"), note="ruft zurück")
    topic, sorani = TopicFactory(code="schule"), LanguageFactory(code="ckb", name="Sorani")

    change(
        help_request, topic=topic, language=sorani, wish="interpreting", wanted_on=date(2026, 3, 17), wanted_at=time(10),
        repeats=Repeats(number=3), by=caseworker,
    )  # fmt: skip

    help_request.refresh_from_db()
    assert (help_request.topic, help_request.language, help_request.is_recurring) == (topic, sorani, True)
    assert help_request.series_wish.number == 3
    entry = AuditEntry.objects.get()
    assert entry.details["fields"] == "is_recurring, language, repeats, topic, wanted_at, wanted_on, wish"
    assert changes.labels_of("wanted_on, repeats, invented") == "Datum, Terminreihe"


def test_saving_without_a_change_leaves_no_trace(caseworker):
    change(HelpRequestFactory(), by=caseworker)

    assert not entries()


def test_of_two_tabs_the_second_hears_that_a_colleague_saved(caseworker):
    help_request = HelpRequestFactory(note="alt")
    seen = changes.fingerprint(help_request)
    change(help_request, note="aus dem ersten Fenster", by=caseworker)

    with pytest.raises(changes.ChangedMeanwhile):
        change(help_request, seen=seen, note="aus dem zweiten", by=caseworker)

    help_request.refresh_from_db()
    assert help_request.note == "aus dem ersten Fenster"


def test_open_questions_are_taken_back_only_when_what_was_asked_changes(caseworker):
    help_request = HelpRequestFactory(wish="company", status="asked", wanted_on=date(2026, 3, 17))
    proposal = MatchProposalFactory(help_request=help_request)

    change(help_request, note="Eingang hinten", by=caseworker)
    proposal.refresh_from_db()
    assert proposal.status == MatchProposal.Status.ASKED

    change(HelpRequest.objects.get(), wanted_on=date(2026, 3, 18), by=caseworker)
    proposal.refresh_from_db()
    assert proposal.status == MatchProposal.Status.WITHDRAWN
    assert HelpRequest.objects.get().status == HelpRequest.Status.IN_CLARIFICATION


def test_what_somebody_promised_stays_and_the_rest_may_change(caseworker):
    help_request = HelpRequestFactory(wish="company", status="promised", wanted_on=date(2026, 3, 17))
    AssignmentFactory(help_request=help_request)

    with pytest.raises(changes.ChangeBlocked, match="hat schon zugesagt. Verschieben Sie den Termin beim Einsatz"):
        change(help_request, wanted_on=date(2026, 3, 18), by=caseworker)
    change(help_request, note="Eingang hinten", by=caseworker)

    assert HelpRequest.objects.get().wanted_on == date(2026, 3, 17)
    assert HelpRequest.objects.get().note == "Eingang hinten"


def test_a_rule_speaks_only_against_what_is_new_and_the_office_may_say_why_not(caseworker):
    for code in ("medical", "legal_consequences"):
        ExclusionRule(check_code=code, refusal=code, alternative="-", valid_from=date(2020, 1, 1)).save()
    help_request = HelpRequestFactory(wish="company", has_legal_consequences=True)  # taken on with a reason before

    with pytest.raises(NotAdmissible, match="medical"):
        change(help_request, occasion="medical", by=caseworker)
    change(help_request, occasion="school", by=caseworker)
    help_request.refresh_from_db()
    change(help_request, occasion="medical", override_reason="Kinderarzt kennt uns", by=caseworker)

    assert entries() == ["help_request_changed", "help_request_changed", "help_request_admitted"]


def test_a_longer_series_counts_under_the_same_key(caseworker):
    ClientCapRule(most=5, valid_from=date(2020, 1, 1)).save()
    help_request = HelpRequestFactory(wish="company", is_recurring=True, wanted_on=date(2026, 3, 17))
    SeriesWish(help_request=help_request, number=2).save()
    CounterKeyUse(
        key_digest=counter_keys.key_digest("K7M4QXPC"),
        help_request=help_request,
        counted_on=TODAY,
        dates=2,
        days=["2026-03-17", "2026-03-24"],
    ).save()

    with pytest.raises(NotAdmissible, match="noch 3 von 5 Terminen möglich, angefragt sind 4"):
        change(help_request, repeats=Repeats(number=6), by=caseworker)
    assert CounterKeyUse.objects.get().dates == 2
    change(help_request, repeats=Repeats(number=4), by=caseworker)

    assert counter_keys.count_of(help_request, today=TODAY).left == 1


def test_what_has_ended_stays_as_it_was(caseworker):
    help_request = HelpRequestFactory(status="closed", closed_on=TODAY, closing_reason="helped")

    with pytest.raises(HelpRequestNotOpen):
        change(help_request, note="zu spät", by=caseworker)


def test_the_page_begins_with_what_is_known_and_keeps_what_was_typed(login, caseworker):
    day = timezone.localdate() + timedelta(days=8)
    help_request = HelpRequestFactory(
        received_on=timezone.localdate(), wish="company", wanted_on=day, wanted_at=time(10), note="alt", has_own_budget=False
    )  # fmt: skip
    office, url = login(caseworker), f"/buero/anfragen/{help_request.pk}/aendern/"
    assert url in office.get(help_request.get_absolute_url()).content.decode()
    form = office.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    data |= {"wanted_on": day.isoformat(), "wanted_at": "10:00"}

    untouched = office.post(url, data)
    help_request.refresh_from_db()
    assert untouched.status_code == 302
    assert (help_request.wanted_at, help_request.has_own_budget) == (time(10), False)
    assert not entries()

    wrong = office.post(url, data | {"wanted_at": "25:00", "note": "um drei"})
    assert wrong.status_code == 422
    assert "um drei" in wrong.content.decode()

    change(help_request, note="von der Kollegin", today=timezone.localdate(), by=caseworker)
    overtaken = office.post(url, data | {"note": "von mir"})
    assert overtaken.status_code == 422
    assert "inzwischen von jemand anderem geändert" in overtaken.content.decode()
    again = {"seen": overtaken.context["form"]["seen"].value(), "note": "von mir"}
    assert office.post(url, data | again).status_code == 302
    assert HelpRequest.objects.get().note == "von mir"
