"""A small plan with a bit of everything, for tests of what goes out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kreislotse.planning.models import (
    Commitment,
    Dependency,
    FundingShare,
    IndicatorTarget,
    MeasureStatusChange,
    Milestone,
    ProgressReport,
)
from tests import factories as make

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def make_plan(**version):
    """Two goals, three measures: one under way and late, one done, one planned that waits for the first."""
    plan = make.PlanVersionFactory(
        **({"adopted": True, "edition": "2026–2030", "preface": "Wir wollen, dass alle gut ankommen."} | version)
    )
    field = make.FieldOfActionFactory(code="sprache", name="Sprache und Bildung")
    language = make.GoalFactory(version=plan, number="1", title="Alle können sich verständigen")
    language.fields_of_action.add(field)
    work = make.GoalFactory(version=plan, number="2", title="Arbeit, die zum Können passt")
    courses = make.ObjectiveFactory(
        goal=language, number="1.1", title="Kurse mit Kinderbetreuung in jeder Gemeinde", due_on=date(2028, 12, 31)
    )
    skills = make.ObjectiveFactory(goal=work, number="2.1", title="Anerkennung geht schneller")
    school = make.OrganizationFactory(name="Kreisvolkshochschule")
    place = make.MunicipalityFactory(name="Bad Musterau", ags="06635777")
    running = make.MeasureFactory(
        objective=courses, number="M2", title="Frauensprachkurs mit Kinderbetreuung", text="Zwei Kurse im Jahr.", lead=school,
        status="running", starts_on=date(2026, 2, 1), ends_on=date(2027, 12, 31), cost_cents=1_250_000, lead_email="person@vhs.example",
    )  # fmt: skip
    running.municipalities.add(place)
    running.fields_of_action.add(field)
    done = make.MeasureFactory(
        objective=courses, number="M1", title="Übersicht aller Kurse", status="done", lead=school
    )
    waiting = make.MeasureFactory(
        objective=skills, number="M10", title="Beratung zur Anerkennung vor Ort", status="planned"
    )
    Milestone(measure=running, title="Räume gefunden", due_on=date(2026, 5, 1), reached_on=date(2026, 4, 20)).save()
    Milestone(measure=running, title="Zweiter Kurs begonnen", due_on=date(2026, 10, 1)).save()
    FundingShare(measure=running, source="Land", amount_cents=800_000, year=2026, state="granted").save()
    FundingShare(measure=running, source="Stiftung", amount_cents=200_000, state="refused").save()
    Commitment(
        measure=running,
        organization=make.OrganizationFactory(name="Familienzentrum"),
        part="Räume",
        state="promised",
        asked_on=date(2026, 1, 5),
        answered_on=date(2026, 1, 9),
    ).save()
    Commitment(
        measure=running,
        organization=make.OrganizationFactory(name="Sportbund"),
        state="refused",
        asked_on=date(2026, 1, 5),
        answered_on=date(2026, 1, 9),
        reason="keine Zeit",
    ).save()
    Dependency(measure=waiting, needs=running).save()
    definition = make.DefinitionFactory(unit="count")
    make.ObservationFactory(definition=definition, value=3)
    IndicatorTarget(
        measure=running,
        definition=definition,
        kind="output",
        baseline=1,
        baseline_on=date(2024, 12, 31),
        target=4,
        target_on=date(2027, 12, 31),
    ).save()
    MeasureStatusChange(
        measure=running, on=date(2026, 2, 1), before="planned", after="running", reason="Erster Kurs hat begonnen"
    ).save()
    MeasureStatusChange(
        measure=done, on=date(2026, 6, 1), before="running", after="done", reason="Steht im Netz"
    ).save()
    ProgressReport(measure=running, on=date(2026, 3, 1), light="green", text="Läuft an.").save()
    ProgressReport(
        measure=running,
        on=date(2026, 9, 1),
        light="yellow",
        text="Es fehlt eine Erzieherin.",
        next_step="Stelle ausschreiben",
        spent_cents=420_000,
    ).save()
    return plan
