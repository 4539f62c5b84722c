from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError


class HelpRequestNotOpen(DomainError):
    message = _("Diese Anfrage ist schon abgeschlossen. Es wurde niemand gefragt.")


class AlreadyTaken(DomainError):
    message = _("Diese Anfrage hat inzwischen jemand anderes übernommen. Bitte laden Sie die Seite neu.")
    own_message = _(
        "Der Termin ist inzwischen vergeben: Jemand anderes war schneller. Vielen Dank, dass Sie helfen wollten!"
    )


class AlreadyAssigned(DomainError):
    message = _(
        "Für diese Anfrage gibt es schon einen Einsatz. Sagen Sie ihn zuerst ab, wenn jemand anders gehen soll."
    )


class ReasonForExceptionMissing(DomainError):
    message = _("Bitte schreiben Sie, warum der bewilligte Rahmen überschritten werden darf.")


class ProposalNotOpen(DomainError):
    message = _("Diese Frage ist nicht mehr offen (%(status)s). Bitte laden Sie die Seite neu.")
    own_message = _(
        "Diese Anfrage wartet nicht mehr auf Ihre Antwort (%(status)s). Rufen Sie uns bitte an, wenn Sie Fragen haben."
    )


class PromisedAlready(ProposalNotOpen):
    message = _("Diese Anfrage ist schon beantwortet (%(status)s). Soll jemand anders gehen, sagen Sie den Einsatz ab.")
    own_message = _(
        "Sie haben hier schon zugesagt. Können Sie doch nicht mitgehen? Dann sagen Sie es bitte unter „Ich falle aus“."
    )


class QuestionGone(ProposalNotOpen):
    own_message = _(
        "Diese Anfrage hat sich inzwischen erledigt. Sie müssen nichts mehr tun. Vielen Dank, dass Sie helfen wollten!"
    )


class ProposalExpired(DomainError):
    message = _("Die Zeit für eine Antwort ist abgelaufen. Rufen Sie uns bitte an, wenn Sie noch helfen können.")


class NobodyChosen(DomainError):
    message = _("Bitte wählen Sie mindestens eine Person aus.")


class TooManyAsked(DomainError):
    message = _(
        "Bitte fragen Sie höchstens %(most)d Personen gleichzeitig; %(open)d sind schon gefragt. "
        "Wer umsonst zusagt, hilft beim nächsten Mal nicht so gern."
    )  # fmt: skip


class GuideNotActive(DomainError):
    message = _("%(name)s ist zurzeit nicht aktiv (%(status)s) und kann nicht gefragt werden.")
    own_message = _("Ihre Mitarbeit ruht gerade (%(status)s). Möchten Sie wieder mitgehen? Rufen Sie uns bitte an.")


class GuideNotInRole(DomainError):
    message = _(
        "%(name)s ist für diese Aufgabe nicht vorgesehen (%(role)s). Bitte wählen Sie eine andere Aufgabe oder Person."
    )
    own_message = _("„%(role)s“ ist bei Ihnen nicht als Aufgabe eingetragen. Stimmt das nicht? Rufen Sie uns bitte an.")


class GuideMayNotAct(DomainError):
    message = _("%(name)s kann an diesem Tag nicht gehen: %(reason)s Bitte wählen Sie jemand anderen.")
    own_message = _("Das geht leider noch nicht: %(reason)s Rufen Sie uns bitte an, wir helfen Ihnen dabei.")


class CouldNotGoThen(DomainError):
    message = _(
        "%(name)s konnte am %(day)s noch nicht gehen: %(reason)s Bitte prüfen Sie das Datum. Stimmt es, tragen Sie zuerst "
        "bei der Person ein, was an diesem Tag schon da war."
    )  # fmt: skip
    own_message = _(
        "Diesen Termin können Sie nicht selbst eintragen: %(reason)s Bitte prüfen Sie das Datum. Stimmt es, rufen Sie uns "
        "bitte an, wir klären das mit Ihnen."
    )  # fmt: skip


class NotProvenThen(CouldNotGoThen):
    message = _(
        "Ob %(name)s am %(day)s gehen durfte, ist nicht belegt: %(reason)s Bitte prüfen Sie das Datum. Stimmt es, wählen "
        "Sie bei „Nachweis für diesen Tag“, wie es war."
    )  # fmt: skip


class GuideAway(DomainError):
    message = _(
        "%(name)s ist vom %(first)s bis zum %(last)s nicht da. Bitte wählen Sie einen anderen Tag oder jemand anderen. "
        "Ist %(name)s doch da, nehmen Sie zuerst die Abwesenheit zurück."
    )  # fmt: skip
    own_message = _(
        "Vom %(first)s bis zum %(last)s haben Sie eingetragen, dass Sie nicht da sind. Können Sie doch kommen? "
        "Dann tippen Sie bitte zuerst unter „Meine Daten“ auf „Ich bin doch da“."
    )  # fmt: skip


class GuideDoesNotFit(DomainError):
    message = _("%(name)s kann für diese Anfrage nicht gefragt werden: %(reason)s. Bitte wählen Sie jemand anderen.")


class WishIsOver(DomainError):
    message = _(
        "Der Termin, für den Hilfe gesucht wird (%(day)s), ist vorbei. Es wurde niemand gefragt. "
        "Ändern Sie den Termin in der Anfrage, oder schließen Sie sie ab."
    )  # fmt: skip


class GuideAlreadyAsked(DomainError):
    message = _("%(name)s ist schon angefragt. Die Antwort steht noch aus.")


class AssignmentNotOpen(DomainError):
    message = _("Dieser Einsatz ist schon beendet (%(status)s).")
    own_message = _("Diese Begleitung ist schon beendet (%(status)s). Rufen Sie uns bitte an, wenn das nicht stimmt.")


class AppointmentsPlanned(DomainError):
    message = _(
        "Am %(day)s ist noch ein Termin geplant. Bitte tragen Sie ein, was daraus wurde, oder sagen Sie ihn ab."
    )


class NothingHappenedYet(DomainError):
    message = _("Es ist noch kein Termin eingetragen. Tragen Sie ihn nach, oder sagen Sie den Einsatz ab.")


class AppointmentsTookPlace(DomainError):
    message = _("Es hat schon ein Termin stattgefunden. Schließen Sie den Einsatz ab, statt ihn abzusagen.")


class AppointmentInFuture(DomainError):
    message = _("Der Termin liegt in der Zukunft. Tragen Sie ihn als „geplant“ ein, oder prüfen Sie das Datum.")
    own_message = _(
        "Dieser Tag kommt erst noch. Bitte tragen Sie die Zeit nach dem Termin ein, oder prüfen Sie das Datum."
    )


class PlannedInPast(DomainError):
    message = _("Der Termin liegt in der Vergangenheit. Bitte wählen Sie, was daraus wurde, oder prüfen Sie das Datum.")
    own_message = _(
        "Dieser Tag ist schon vorbei. War der Termin schon, tragen Sie bitte die Zeit ein; sonst prüfen Sie das Datum."
    )


class BeforeTheRequest(DomainError):
    message = _("Der Termin liegt vor der Anfrage vom %(day)s. Bitte prüfen Sie das Datum.")


class DurationMissing(DomainError):
    message = _("Bitte geben Sie an, wie lange der Termin gedauert hat oder dauern soll.")


class AppointmentTwice(DomainError):
    message = _(
        "Für den %(day)s steht dieser Termin schon da. Wenn es am selben Tag noch einen gab, geben Sie bitte die Uhrzeit an."
    )  # fmt: skip


class MonthIsClosed(DomainError):
    message = _(
        "Der %(month)s ist abgeschlossen, der Termin lässt sich nicht mehr ändern. "
        "Rufen Sie uns bitte an, wenn etwas nicht stimmt."
    )  # fmt: skip


class SheetAlreadyConfirmed(DomainError):
    message = _("Dieses Blatt wurde schon am %(day)s bestätigt (%(institution)s).")


class SheetNotFound(DomainError):
    message = _(
        "Zu „%(code)s“ gibt es kein Blatt. Der Code hat acht Zeichen und steht auf dem Blatt neben dem Aktenzeichen."
    )


class SignedInFuture(DomainError):
    message = _("Die Unterschrift liegt in der Zukunft. Bitte prüfen Sie das Datum.")


class SignedBeforeAppointment(DomainError):
    message = _("Die Unterschrift vom %(day)s liegt vor dem ersten Termin am %(first)s. Bitte prüfen Sie das Datum.")


class InstitutionMissing(DomainError):
    message = _("Bitte schreiben Sie, wer unterschrieben hat, zum Beispiel den Namen der Einrichtung.")


class SignerMissing(DomainError):
    message = _("Bitte schreiben Sie den Namen der Person, die unterschrieben hat.")


class NothingToSign(DomainError):
    message = _("Unterschrieben wird, was stattgefunden hat. Bitte tragen Sie zuerst ein, was aus dem Termin wurde.")


class AlreadySigned(DomainError):
    message = _("Dieser Termin ist schon unterschrieben. Es fehlt nichts mehr.")


class AppointmentCancelledMeanwhile(DomainError):
    message = _(
        "Der Termin am %(day)s wurde inzwischen abgesagt. Ihre Angaben sind noch da, und das Büro sieht sie. "
        "Hat er trotzdem stattgefunden, setzen Sie den Haken und senden noch einmal."
    )  # fmt: skip


class AppointmentTakenMeanwhile(DomainError):
    message = _(
        "Den Termin am %(day)s hat inzwischen jemand anderes übernommen. Ihre Angaben sind noch da. "
        "Das Büro sieht sie, entscheidet und schreibt Ihnen."
    )  # fmt: skip


class AssignmentEndedMeanwhile(AssignmentNotOpen):
    message = _(
        "Diese Begleitung wurde inzwischen abgesagt. Ihre Angaben sind noch da. "
        "Das Büro sieht sie, entscheidet und schreibt Ihnen."
    )  # fmt: skip
    own_message = ""


class ExpensesOfTheUnpaid(DomainError):
    """Expenses of an appointment that is called off and not paid: no settlement would ever take them in."""

    own_message = _(
        "Dieser Termin ist abgesagt und wird nicht bezahlt. Auslagen dafür können wir nicht erstatten. "
        "Bitte nehmen Sie die Auslagen heraus, oder rufen Sie uns an."
    )  # fmt: skip


class EntryDecided(DomainError):
    message = _("Über diesen Eintrag ist schon entschieden: %(decision)s.")


class EntryRejected(DomainError):
    message = _(
        "Über diesen Eintrag hat das Büro entschieden: Er zählt nicht. Stimmt das nicht? Bitte rufen Sie uns an."
    )


class EntryArrivedDifferently(DomainError):
    message = _(
        "Dieser Eintrag ist schon angekommen, aber mit anderen Angaben. Gezählt wird, was zuerst ankam. "
        "Bitte rufen Sie uns an, wenn daran etwas nicht stimmt."
    )  # fmt: skip


class NotPlannedAnymore(DomainError):
    message = _("Dieser Termin ist nicht mehr geplant (%(status)s). Bitte laden Sie die Seite neu.")
    own_message = _("Dieser Termin ist nicht mehr geplant (%(status)s). Sie müssen nichts mehr tun.")


class MovedNowhere(DomainError):
    message = _("Der Termin steht schon auf diesem Tag und dieser Uhrzeit. Bitte geben Sie die neue Zeit an.")


class ClientCapReached(DomainError):
    message = _(
        "%(refusal)s Soll es eine Ausnahme geben, tragen Sie den Grund bei „Ausnahme von der Höchstzahl“ ein "
        "(Termin eintragen, verschieben oder Terminreihe). Sonst nennen Sie bitte eine andere Hilfe."
    )  # fmt: skip
    own_message = _(
        "Für diese Person sind keine weiteren Termine möglich. Vereinbaren Sie bitte noch nichts, und rufen Sie uns an: "
        "Das Büro kann eine Ausnahme machen oder nennt eine andere Hilfe."
    )  # fmt: skip


class SeriesNotAllowed(DomainError):
    """The office takes on no recurring appointments; the message is the sentence of its rule."""

    own_message = _("Regelmäßige Termine können wir hier gerade nicht vereinbaren. Rufen Sie uns bitte an.")


class SeriesDaysTaken(DomainError):
    message = _(
        "%(name)s hat an diesen Tagen schon einen Termin oder einen zu weiten Weg: %(days)s. "
        "Lassen Sie diese Tage aus, oder wählen Sie eine andere Zeit."
    )  # fmt: skip
    own_message = _(
        "Sie haben an diesen Tagen schon einen Termin oder einen zu weiten Weg: %(days)s. "
        "Rufen Sie uns bitte an: Vielleicht können Sie die anderen Tage übernehmen."
    )  # fmt: skip


class SeriesDaysAway(DomainError):
    message = _(
        "%(name)s ist an diesen Tagen nicht da: %(days)s. Lassen Sie diese Tage aus, oder wählen Sie eine andere Zeit."
    )
    own_message = _(
        "An diesen Tagen haben Sie eingetragen, dass Sie nicht da sind: %(days)s. "
        "Rufen Sie uns bitte an: Vielleicht können Sie die anderen Tage übernehmen."
    )  # fmt: skip


class SeriesDayUnknown(DomainError):
    message = _("Diesen Tag gibt es in der Reihe nicht, oder er hat schon einen Termin.")


class VacancyNotOpen(DomainError):
    message = _("Für diesen Termin wird niemand mehr gesucht (%(status)s).")


class VacancyStillOpen(DomainError):
    message = _("Für den Termin am %(day)s wird schon eine Vertretung gesucht. Fragen Sie bitte dort.")


class VacancyOver(DomainError):
    message = _("Der Termin am %(day)s ist schon vorbei. Es wurde niemand gefragt.")


class FellOutHimself(DomainError):
    message = _("%(name)s ist für diesen Termin selbst ausgefallen. Bitte wählen Sie jemand anderen.")


class NothingToFallOut(DomainError):
    message = _("In diesem Zeitraum ist kein Termin geplant, der ausfallen könnte.")


class BegunAlready(DomainError):
    message = _(
        "Der Termin am %(day)s hat schon begonnen. Bitte tragen Sie ein, was daraus wurde, oder rufen Sie uns an."
    )


class NeutralityMissing(DomainError):
    message = _("Bitte bestätigen Sie, dass Sie neutral übersetzen, oder sagen Sie ab.")


class GuideIsExcluded(DomainError):
    message = _("%(name)s kommt für diese Anfrage nicht in Frage: %(reason)s.")
    own_message = _(
        "Diese Anfrage geben wir jemand anderem. Sie müssen nichts mehr tun. Haben Sie Fragen, rufen Sie uns bitte an."
    )


class PlanIsComputing(DomainError):
    message = _("Der Wochenplan wird gerade berechnet. Bitte warten Sie einen Augenblick.")


class NothingToRelease(DomainError):
    message = _("In diesem Plan steht niemand, der gefragt werden könnte. Bitte berechnen Sie ihn zuerst.")


class PairIsForbidden(DomainError):
    message = _("%(name)s ist für diese Anfrage ausgeschlossen. Nehmen Sie den Ausschluss zuerst zurück.")
