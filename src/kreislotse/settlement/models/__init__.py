from kreislotse.settlement.models.payments import Payment, PaymentFile
from kreislotse.settlement.models.people import BankAccount, SelfDeclaration, TaxNumber, TripApproval, Waiver
from kreislotse.settlement.models.rules import ActivityBasis, Allowance, LegalBasis, PayoutRule, ReportingThreshold
from kreislotse.settlement.models.runs import Line, Reversal, SettlementRun, Statement

__all__ = [
    "ActivityBasis",
    "Allowance",
    "BankAccount",
    "LegalBasis",
    "Line",
    "Payment",
    "PaymentFile",
    "PayoutRule",
    "ReportingThreshold",
    "Reversal",
    "SelfDeclaration",
    "SettlementRun",
    "Statement",
    "TaxNumber",
    "TripApproval",
    "Waiver",
]
