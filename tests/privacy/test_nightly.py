"""The deletion run runs, in every district, and takes what is named in the data map."""

import os
import time
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from kreislotse.accounts.invitations import invite, send_magic_link
from kreislotse.accounts.models import Invitation, MagicLink
from kreislotse.audit.models import AuditEntry
from kreislotse.audit.operations import record
from kreislotse.core.scope import district_scope
from kreislotse.districts.setup import run_seeds
from kreislotse.intake.models import SeekerContact
from kreislotse.jobs import worker
from kreislotse.privacy import operations
from kreislotse.privacy.nightly import delete_what_is_due
from tests.factories import HelpRequestFactory, SeekerContactFactory, member

CLOSED_ON = date(2026, 3, 6)


@pytest.fixture
def two_districts(district, other_district):
    for one in (district, other_district):
        with district_scope(one):
            run_seeds({})
            SeekerContactFactory(help_request=HelpRequestFactory(closed=True))
    return district, other_district


def contacts_left(districts):
    numbers = []
    for one in districts:
        with district_scope(one):
            numbers.append(SeekerContact.objects.count())
    return numbers


def test_the_worker_deletes_contacts_in_every_district(two_districts):
    worker.run_due(CLOSED_ON + timedelta(days=13))
    assert contacts_left(two_districts) == [1, 1]

    worker.run_due(CLOSED_ON + timedelta(days=14))
    assert contacts_left(two_districts) == [0, 0]


def test_one_district_that_fails_keeps_no_other_from_deleting(two_districts, monkeypatch):
    first, _second = two_districts
    genuine = operations.run_deletion

    def fail_in_the_first(*, today):
        from kreislotse.core.scope import current_district_id

        if current_district_id() == first.pk:
            raise RuntimeError("broken")
        return genuine(today=today)

    monkeypatch.setattr("kreislotse.privacy.nightly.run_deletion", fail_in_the_first)
    with pytest.raises(RuntimeError):
        delete_what_is_due(CLOSED_ON + timedelta(days=14))

    assert contacts_left(two_districts) == [1, 0]


def test_old_entries_of_the_trail_go(in_district):
    run_seeds({})
    help_request = HelpRequestFactory()
    record("intake.old", help_request)
    AuditEntry.objects.update(at=timezone.now() - timedelta(days=3 * 365 + 2))
    record("intake.new", help_request)

    delete_what_is_due(timezone.localdate())

    assert [entry.entry for entry in AuditEntry.objects.all()] == ["intake.new"]


def test_used_and_expired_links_go(in_district):
    now = timezone.now()
    by, guide = member("head_of_office"), member("guide")
    invite(email="alt@example.org", name="Alt", role="caseworker", by=by, now=now - timedelta(days=200))
    invite(email="neu@example.org", name="Neu", role="caseworker", by=by, now=now)
    send_magic_link(guide.email, leads_to="home_after_login", now=now - timedelta(days=20))
    send_magic_link(guide.email, leads_to="home_after_login", now=now)

    delete_what_is_due(timezone.localdate())

    assert [one.email for one in Invitation.objects.all()] == ["neu@example.org"]
    assert MagicLink.objects.count() == 1


def test_sessions_and_letters_on_the_disk_go(in_district, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    old, new = tmp_path / "alt.log", tmp_path / "neu.log"
    for letter in (old, new):
        letter.write_text("An: jemand@example.org")
    long_ago = time.time() - 20 * 86_400
    os.utime(old, (long_ago, long_ago))
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="b", session_data="", expire_date=timezone.now() + timedelta(days=1))

    delete_what_is_due(timezone.localdate())

    assert [one.name for one in tmp_path.iterdir()] == ["neu.log"]
    assert [one.session_key for one in Session.objects.all()] == ["b"]
