"""The plan as open data: the whole edition as JSON, its measures as CSV."""
