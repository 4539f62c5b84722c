"""The head of every document the office prints."""

from kreislotse.districts.letterhead import letterhead as office_letterhead

__all__ = ["office_letterhead"]
