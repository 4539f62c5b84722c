"""Pages for what went wrong: each says what happened and what to do."""

from django.shortcuts import render


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """The form lay open too long or cookies are switched off: nothing was saved, going back keeps the text."""
    return render(request, "csrf.html", status=403)
