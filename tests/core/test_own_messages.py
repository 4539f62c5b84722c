"""What a guide reads when something is refused speaks to them, not to the office."""

import re

import pytest
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.guides import absences, papers, times, training
from kreislotse.guides import operations as guides
from kreislotse.matching import budget, hours, overlaps, spans
from kreislotse.matching.operations import errors as matching
from kreislotse.settlement.operations import errors as settlement

OF_THE_OFFICE = (
    "%(name)s", "anderen oder wählen", "andere Person", "Sie jemand anderen", "Finanzierung", "den Haken", "Verwaltung",
    "stornieren", "als „geplant“", "laden Sie die Seite", "Nehmen Sie", "Ändern Sie", "schließen Sie", "Einsatz schon",
)  # fmt: skip
MET_BY_GUIDES = [
    matching.AlreadyTaken, matching.ProposalNotOpen, matching.PromisedAlready, matching.QuestionGone,
    matching.ProposalExpired, matching.GuideNotActive, matching.GuideNotInRole, matching.GuideMayNotAct,
    matching.AssignmentNotOpen, matching.AssignmentEndedMeanwhile, matching.AppointmentTakenMeanwhile,
    matching.AppointmentInFuture, matching.PlannedInPast, matching.BeforeTheRequest, matching.DurationMissing,
    matching.AppointmentTwice, matching.MonthIsClosed, matching.InstitutionMissing, matching.SignerMissing,
    matching.NothingToSign, matching.AlreadySigned, matching.EntryRejected, matching.EntryArrivedDifferently,
    matching.SeriesNotAllowed, matching.SeriesDaysTaken, matching.BegunAlready, matching.NeutralityMissing,
    matching.CouldNotGoThen, matching.NotProvenThen, matching.GuideAway, matching.SeriesDaysAway,
    matching.NotPlannedAnymore, matching.NothingToFallOut, matching.GuideIsExcluded, budget.PoolUsedUp, hours.YearCapReached,
    overlaps.AppointmentsOverlap, overlaps.WayTooLong, spans.EndsBeforeItBegins, spans.EndsWhenItBegins,
    settlement.AppointmentSettled, settlement.DeclarationUsed, training.TrainingOver, training.RegisteredAlready,
    training.RegistrationClosed, training.OnlyThroughOffice, training.NotForThisRole, training.TooEarlyToSpecialize,
    training.HasGone, training.WasThere, absences.AbsenceOver, absences.AbsenceTooLong, absences.AbsenceWrongWayRound,
    absences.LanguageUnknown, times.TimesNotUnderstood, guides.LanguageTwice,
]  # fmt: skip


def own_sentence(error: type[DomainError]) -> str:
    return str(error.own_message or error.message)


@pytest.mark.parametrize("error", MET_BY_GUIDES, ids=lambda error: error.__name__)
def test_a_guide_reads_a_sentence_meant_for_them(error):
    sentence = own_sentence(error)

    assert not [words for words in OF_THE_OFFICE if words in sentence]


def test_own_sentences_use_gaps_the_error_fills():
    """Every gap of an own sentence stands in the sentence for the office too, so whoever raises it fills both."""
    for error in _all_errors(DomainError):
        gaps, own = _gaps(str(error.message)), _gaps(str(error.own_message))
        assert own <= gaps, error


def test_without_an_own_sentence_both_read_the_same():
    assert papers.HasGone(name="Samira").said_to_them() == str(papers.HasGone(name="Samira"))


def test_an_own_sentence_is_filled_like_the_other():
    class Full(DomainError):
        message = _("%(name)s hat schon %(n)d Termine.")
        own_message = _("Sie haben schon %(n)d Termine.")

    error = Full(name="Samira", n=3)

    assert (str(error), error.said_to_them()) == ("Samira hat schon 3 Termine.", "Sie haben schon 3 Termine.")


def _gaps(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", sentence))


def _all_errors(kind: type[DomainError]):
    for one in kind.__subclasses__():
        yield one
        yield from _all_errors(one)
