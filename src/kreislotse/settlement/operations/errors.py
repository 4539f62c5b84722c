"""What can stand against it, in sentences for the office."""

from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError


class NoPayoutRule(DomainError):
    message = _(
        "Es steht noch nicht fest, ab wann hier abgerechnet wird und von welchem Konto. "
        "Bitte tragen Sie das unter Verwaltung bei den Regeln mit Datum unter „Auszahlung“ ein."
    )


class RunWaiting(DomainError):
    message = _("Die Abrechnung %(number)s wartet noch auf die Freigabe. Bitte geben Sie diese zuerst frei oder verwerfen Sie sie.")  # fmt: skip


class PeriodTurnedAround(DomainError):
    message = _("Der Zeitraum endet, bevor er beginnt. Bitte prüfen Sie beide Tage.")


class PeriodNotOver(DomainError):
    message = _("Der Zeitraum reicht in die Zukunft. Bitte wählen Sie einen letzten Tag, der vorbei ist.")


class NothingToSettle(DomainError):
    message = _("Bis zum %(day)s gibt es nichts abzurechnen: Kein bestätigter Termin ist offen, und nichts ist zu stornieren.")  # fmt: skip


class RunHoldsMoney(DomainError):
    message = _(
        "Die vorbereitete Abrechnung %(number)s enthält noch Geld für %(name)s. Bitte geben Sie sie zuerst frei oder verwerfen Sie sie."
    )  # fmt: skip


class RunNotPrepared(DomainError):
    message = _("Diese Abrechnung ist schon freigegeben. Was darin falsch ist, stornieren Sie Zeile für Zeile.")


class StillReckoning(DomainError):
    message = _("Diese Abrechnung wird noch gerechnet. Bitte laden Sie die Seite in einer Minute neu.")


class SecondPersonNeeded(DomainError):
    message = _("Sie haben diese Abrechnung selbst vorbereitet. Freigeben muss sie jemand anderes.")


class ChangedSincePrepared(DomainError):
    message = _(
        "Seit dem Vorbereiten wurde an %(n)s Terminen etwas geändert. Bitte verwerfen Sie diese Abrechnung und bereiten Sie sie neu vor."
    )  # fmt: skip


class NotReleased(DomainError):
    message = _("Diese Zeile ist noch nicht freigegeben. Ändern Sie den Termin, und bereiten Sie die Abrechnung neu vor.")  # fmt: skip


class AlreadyReversed(DomainError):
    message = _("Diese Zeile ist schon storniert.")


class CannotReverseReversal(DomainError):
    message = _("Ein Storno lässt sich nicht stornieren. Rechnen Sie den Termin neu ab.")


class ReasonMissing(DomainError):
    message = _("Bitte schreiben Sie kurz, warum. Der Satz steht später auf der Abrechnung.")


class NothingToPay(DomainError):
    message = _("Es gibt nichts auszuzahlen: Keine freigegebene Abrechnung ist offen, oder es fehlt die Bankverbindung.")  # fmt: skip


class NothingOpen(DomainError):
    message = _("Für %(name)s ist nichts offen.")


class NothingOwedBack(DomainError):
    message = _("%(name)s muss nichts zurückzahlen.")


class PaymentAlreadyReturned(DomainError):
    message = _("Diese Zahlung ist schon als zurückgekommen eingetragen.")


class NotAPayment(DomainError):
    message = _("Nur was ausgezahlt wurde, kann zurückkommen.")


class ReturnedBeforePaid(DomainError):
    message = _("Die Zahlung ist vom %(day)s. Sie kann nicht vorher zurückgekommen sein.")


class BookedInFuture(DomainError):
    message = _("Der Tag liegt in der Zukunft. Bitte prüfen Sie das Datum.")


class AppointmentSettled(DomainError):
    message = _(
        "Dieser Termin ist schon abgerechnet (%(number)s). Bitte stornieren Sie dort zuerst die Zeile; danach lässt er sich ändern."
    )  # fmt: skip
    own_message = _(
        "Dieser Termin ist schon abgerechnet. Stimmt daran etwas nicht? Rufen Sie uns bitte an, wir ändern es."
    )


class TripAlreadySettled(DomainError):
    message = _(
        "Der Termin vom %(day)s steht schon in einer Abrechnung. Verwerfen Sie diese, oder stornieren Sie die Zeile."
    )


class TripWithoutKilometers(DomainError):
    message = _("Zu diesem Termin sind keine Kilometer eingetragen.")


class IbanWrong(DomainError):
    """Carries the sentence of the check."""


class TaxNumberNotNeeded(DomainError):
    message = _(
        "Die Steuer-ID darf erst erhoben werden, wenn gemeldet werden muss. %(name)s hat im Jahr %(year)s %(paid)s bekommen, "
        "gemeldet wird ab %(threshold)s."
    )  # fmt: skip


class TaxNumberWrong(DomainError):
    message = _("Das ist keine Steuer-ID. Sie hat elf Ziffern; die letzte ist eine Prüfziffer.")


class DeclarationUsed(DomainError):
    message = _(
        "Mit dieser Angabe haben wir am %(day)s schon abgerechnet. Stimmt sie nicht mehr, rufen Sie uns bitte an."
    )
