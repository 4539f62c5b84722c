"""Needs, what answers them, and what people say about the plan: for the furnished houses."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from kreislotse.accounts.roles import Role
from kreislotse.places.models import MunicipalityMandate
from kreislotse.planning import merging, needs
from kreislotse.planning.models import ParticipationEntry
from kreislotse.planning.participation import answer_entry, moderate, open_window, submit_entry
from tests import factories as make

TODAY = date(2026, 3, 9)


def furnish_needs(house) -> None:
    """One need with everything a page may print of it, one that was merged into it, one that was passed on."""
    rows, n, by = house.rows, house.made, house.people[Role.COORDINATOR]
    common = {"topic": rows["topic"], "municipality": rows["town"], "responsible": by}
    rows["need"] = need = make.NeedFactory(title=f"Gemeinsamer Bedarf {n}", **common)
    need.target_groups.add(rows["target_group"])
    said = needs.Origin("meeting", TODAY, wording=f"Es fehlt {n}", body=rows["body"], times=7)
    needs.hear_again(need, said, today=TODAY, by=by)
    needs.discuss(need, body=rows["body"], on=TODAY, result="Prüfen", today=TODAY, by=by)
    rows["merged_need"] = merged = make.NeedFactory(title=f"Dasselbe noch einmal {n}", **common)
    merging.merge(merged, into=need, today=TODAY, by=by)
    measure = make.MeasureFactory(title=f"Gemeinsame Maßnahme {n}")
    measure.topics.add(rows["topic"])
    rows["need_answer"] = needs.answer_with(need, measure=measure, today=TODAY, by=by)
    passed = make.NeedFactory(title=f"Sache des Landes {n}", **common)
    needs.decide(
        passed,
        decision="passed_on",
        on=TODAY,
        body=rows["body"],
        reason="Landesrecht",
        passed_to="land",
        today=TODAY,
        by=by,
    )
    needs.record_answer_from_there(passed, text="In Prüfung", on=TODAY, today=TODAY, by=by)
    rows["passed_need"] = passed
    _municipality(house)


def _municipality(house) -> None:
    """The contact of a municipality, which raised a need."""
    rows, n, by = house.rows, house.made, house.people[Role.COORDINATOR]
    if "my_town" not in rows:
        rows["my_town"] = rows["town"]
        contact = rows[f"membership:{Role.MUNICIPALITY_CONTACT}"]
        MunicipalityMandate.objects.create(membership=contact, municipality=rows["my_town"])
    own = make.NeedFactory(title=f"Bus fehlt {n}", municipality=rows["my_town"], origin=False)
    said = needs.Origin("municipality", TODAY, wording=own.title, municipality=own.municipality)
    needs.hear_again(own, said, today=TODAY, by=by)
    rows["own_need"] = own


def furnish_participation(house) -> None:
    """A window on the adopted plan with entries of every kind, one of them answered."""
    rows, n, by, now = house.rows, house.made, house.people[Role.COORDINATOR], timezone.now()
    today = timezone.localdate(now)
    if "window" not in rows:
        rows["window"] = open_window(
            rows["plan_version"], opens_on=today, closes_on=today, introduction="Was meinen Sie?", today=today, by=by
        )
    common = {"window": rows["window"], "about": rows["public_measure"], "now": now}
    for status, language in (("shown", "tr"), ("waiting", "ar"), ("spam", "en")):
        entry = submit_entry(
            kind="comment",
            text=f"Meinung {language} {'x' * n}",
            language=language,
            submission_digest=f"{status}{n}",
            **common,
        )
        if status != "waiting":
            moderate(ParticipationEntry.objects.filter(pk=entry.pk), status=status, today=today, by=by)
        if status == "shown":
            rows["entry"] = answer_entry(entry, answer="Danke", now=now, by=by)
    submit_entry(kind="proposal", text=f"Für das Gremium {n}", language="de", body=rows["body"], **common)
