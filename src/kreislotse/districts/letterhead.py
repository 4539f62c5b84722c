"""The head of every document and letter of an office."""

from kreislotse.districts.models import District


def letterhead(district: District) -> dict:
    """What `documents.printouts` puts on top: who writes and how to reach them."""
    return {
        "district": district.name,
        "unit": district.term("unit"),
        "address": district.address,
        "phone": district.phone,
        "email": district.email,
        "website": district.base_url,
    }
