"""What the office and the guides do: ask, accept, meet, sign, finish."""

from kreislotse.matching.operations.appointments import (
    cancel_appointment,
    change_appointment,
    move_appointment,
    note_time,
    record_appointment,
)
from kreislotse.matching.operations.assignments import book_directly, cancel_assignment, finish_assignment
from kreislotse.matching.operations.budget import allow_beyond_budget
from kreislotse.matching.operations.expenses import note_receipt_seen, record_expense, remove_expense
from kreislotse.matching.operations.falling_out import be_away, fall_out, step_back
from kreislotse.matching.operations.late_entries import count_late_entry, enter_or_keep, reject_late_entry
from kreislotse.matching.operations.phone import Signed, Spent, enter_time, sign_on_device
from kreislotse.matching.operations.plans import (
    compute_week,
    open_week,
    order_week,
    release_week,
    settle,
    try_by_phone,
    unsettle,
    weigh,
)
from kreislotse.matching.operations.proposals import (
    accept_proposal,
    decline_proposal,
    expire_proposals,
    propose_guides,
    take_questions_back,
    why_agreed_facts_stay,
    withdraw_all_proposals,
    withdraw_proposal,
)
from kreislotse.matching.operations.series import agree_series, hold_left_out_date
from kreislotse.matching.operations.sheets import confirm_on_paper, print_sheet
from kreislotse.matching.operations.vacancies import (
    admit_guide,
    ask_at_once,
    ask_for_vacancy,
    book_for_vacancy,
    exclude_guide,
    give_up_vacancy,
    let_assignment_fall_out,
    let_guide_fall_out,
    report_absence,
)

__all__ = [
    "Signed",
    "Spent",
    "admit_guide",
    "allow_beyond_budget",
    "agree_series",
    "ask_at_once",
    "be_away",
    "fall_out",
    "step_back",
    "ask_for_vacancy",
    "book_for_vacancy",
    "cancel_appointment",
    "count_late_entry",
    "enter_or_keep",
    "reject_late_entry",
    "exclude_guide",
    "give_up_vacancy",
    "hold_left_out_date",
    "let_assignment_fall_out",
    "let_guide_fall_out",
    "move_appointment",
    "report_absence",
    "accept_proposal",
    "book_directly",
    "cancel_assignment",
    "change_appointment",
    "compute_week",
    "confirm_on_paper",
    "decline_proposal",
    "enter_time",
    "expire_proposals",
    "finish_assignment",
    "note_receipt_seen",
    "note_time",
    "open_week",
    "order_week",
    "print_sheet",
    "propose_guides",
    "record_appointment",
    "record_expense",
    "remove_expense",
    "sign_on_device",
    "release_week",
    "settle",
    "try_by_phone",
    "unsettle",
    "weigh",
    "take_questions_back",
    "why_agreed_facts_stay",
    "withdraw_all_proposals",
    "withdraw_proposal",
]
