"""Which shape stands beside a status word, so that no color carries a meaning alone.

The keys are codes as the packages' own choices use them, or a tone; an unknown code gets an empty circle.
"""

STATUS_SHAPES = {
    "neutral": "neutral", "info": "info", "success": "done", "warning": "warning", "danger": "stopped",
    # not begun
    "received": "new", "new": "new", "draft": "draft", "planned": "draft", "proposed": "waiting", "asked": "waiting",
    "requested": "waiting", "waiting": "waiting", "pending": "waiting", "invited": "waiting", "open": "new",
    "promised": "promised", "uploaded": "new", "interested": "new",
    # under way
    "in_progress": "running", "in_clarification": "clarifying", "clarifying": "clarifying", "running": "running", "fetching": "running", "active": "running", "started": "running",
    "referred": "passed", "matched": "passed", "passed_on": "passed", "in_discussion": "clarifying",
    "in_conversation": "running", "in_training": "running", "appointed": "running", "resting": "warning", "paused": "warning", "overdue": "warning", "outdated": "warning",
    "expiring": "warning", "expired": "stopped",
    # finished
    "accepted": "done", "confirmed": "done", "approved": "done", "published": "done", "closed": "done",
    "finished": "done", "completed": "done", "done": "done", "frozen": "done", "held": "done", "took_place": "done",
    "taken_up": "done", "shown": "done", "released": "done", "withheld": "warning",
    "declined": "stopped", "cancelled": "stopped", "rejected": "stopped", "refused": "stopped", "withdrawn": "stopped",
    "ended": "stopped", "inactive": "stopped", "archived": "stopped", "no_show": "stopped", "failed": "stopped",
    "undone": "stopped", "left": "stopped", "not_taken_up": "stopped", "not_shown": "stopped", "spam": "stopped", "dropped": "stopped",
    # the plan: editions, how a measure stands, the lead's traffic light, what became of a year
    "adopted": "done", "replaced": "stopped", "not_started": "draft", "on_time": "running",
    "late": "stopped", "stuck": "warning", "stale": "waiting", "green": "done", "yellow": "warning", "red": "stopped",
    "reached": "done", "partly": "warning", "not_reached": "stopped", "fresh": "done", "aging": "waiting",
    "idea": "draft", "granted": "done",
}  # fmt: skip
