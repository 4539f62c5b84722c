from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError


class HelpRequestNotOpen(DomainError):
    message = _("Diese Anfrage ist schon abgeschlossen. Es wurde niemand gefragt.")


class AlreadyTaken(DomainError):
    message = _("Diese Anfrage hat schon jemand übernommen. Vielen Dank, dass Sie helfen wollten!")


class AlreadyAssigned(DomainError):
    message = _(
        "Für diese Anfrage gibt es schon einen Einsatz. Sagen Sie ihn zuerst ab, wenn jemand anders gehen soll."
    )


class ProposalNotOpen(DomainError):
    message = _(
        "Diese Anfrage wartet nicht mehr auf Ihre Antwort (%(status)s). Rufen Sie uns bitte an, wenn Sie Fragen haben."
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


class GuideNotInRole(DomainError):
    message = _(
        "%(name)s ist für diese Aufgabe nicht vorgesehen (%(role)s). Bitte wählen Sie eine andere Aufgabe oder Person."
    )


class GuideAlreadyAsked(DomainError):
    message = _("%(name)s ist schon angefragt. Die Antwort steht noch aus.")


class AssignmentNotOpen(DomainError):
    message = _("Dieser Einsatz ist schon beendet (%(status)s).")


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


class PlannedInPast(DomainError):
    message = _("Der Termin liegt in der Vergangenheit. Bitte wählen Sie, was daraus wurde, oder prüfen Sie das Datum.")


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
