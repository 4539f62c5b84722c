"""What we keep of a guide, for the guide: to read, and as a file."""

import json

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.documents.responses import file_response
from kreislotse.matching.models import GuideExclusion, PhoneEntry
from kreislotse.privacy.access import subject_access
from kreislotse.web.guides.access import for_guides

# An exclusion may speak of somebody else; entries of the phone are its own bookkeeping.
NOT_TOLD = (GuideExclusion, PhoneEntry)


@for_guides
def own_data(request, guide):
    """A page that explains, and on demand all that is kept, as a page or as a file."""
    if request.method != "POST":
        return render(request, "guides/own_data.html", {"guide": guide})
    found = subject_access(guide, leave_out=NOT_TOLD, now=timezone.now())
    if "datei" in request.POST:
        content = json.dumps(found.as_data(), ensure_ascii=False, indent=1).encode()
        return file_response(content, filename=_("Auskunft.json"), content_type="application/json; charset=utf-8")
    return render(request, "guides/own_data.html", {"guide": guide, "found": found})
