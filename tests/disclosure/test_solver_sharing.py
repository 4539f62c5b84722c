"""Both users of HiGHS live in one process: what one fixes, the other must not change."""

from concurrent.futures import ThreadPoolExecutor

from kreislotse import assignment, disclosure
from kreislotse.assignment import _highs as assignment_highs
from kreislotse.disclosure import _highs as disclosure_highs

TABLE = disclosure.Table.from_counts("topic", {"housing": 12, "school": 2, "work": 9, "health": 4})
REQUESTS = [assignment.Request(f"r{i}", duration_minutes=30 + i) for i in range(6)]
GUIDES = [assignment.Guide(f"g{i}", capacity=2, minutes_left_year=70) for i in range(4)]


def test_both_packages_ask_for_the_same_number_of_threads():
    assert assignment_highs.THREADS == disclosure_highs.THREADS


def test_requests_of_several_web_threads_get_their_own_answers():
    plan = assignment.assign(REQUESTS, GUIDES)
    protection = disclosure.protect(TABLE, threshold=3)

    with ThreadPoolExecutor(4) as pool:
        plans = [pool.submit(assignment.assign, REQUESTS, GUIDES) for _ in range(12)]
        protections = [pool.submit(disclosure.protect, TABLE, threshold=3) for _ in range(12)]

    assert all(answer.result() == plan for answer in plans)
    assert all(answer.result() == protection for answer in protections)
