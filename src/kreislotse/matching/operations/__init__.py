"""What the office and the guides do: ask, accept, meet, sign, finish."""

from kreislotse.matching.operations.appointments import change_appointment, note_time, record_appointment
from kreislotse.matching.operations.assignments import book_directly, cancel_assignment, finish_assignment
from kreislotse.matching.operations.proposals import (
    accept_proposal,
    decline_proposal,
    expire_proposals,
    propose_guides,
    withdraw_all_proposals,
    withdraw_proposal,
)
from kreislotse.matching.operations.sheets import confirm_on_paper, print_sheet

__all__ = [
    "accept_proposal",
    "book_directly",
    "cancel_assignment",
    "change_appointment",
    "confirm_on_paper",
    "decline_proposal",
    "expire_proposals",
    "finish_assignment",
    "note_time",
    "print_sheet",
    "propose_guides",
    "record_appointment",
    "withdraw_all_proposals",
    "withdraw_proposal",
]
