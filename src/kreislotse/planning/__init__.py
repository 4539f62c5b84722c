"""From needs to goals and measures: the plan in its versions, who promised what, and what came of it."""
