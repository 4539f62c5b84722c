"""Bodies of every kind, who sits on them, and their meetings: what used to live in minutes that nobody finds."""
