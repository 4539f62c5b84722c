"""Dates as the house writes them: „Di., 3. März 2026, 14:30 Uhr“."""

DATE_FORMAT = "D., j. F Y"
DATETIME_FORMAT = "D., j. F Y, H:i \\U\\h\\r"
SHORT_DATE_FORMAT = "d.m.Y"
TIME_FORMAT = "H:i"
THOUSAND_SEPARATOR = "\u202f"
DECIMAL_SEPARATOR = ","
NUMBER_GROUPING = 3
