"""Pages of a list, the same everywhere."""

from django.core.paginator import Page, Paginator

PAGE_SIZE = 25


def paginate(rows, request, *, size: int = PAGE_SIZE) -> Page:
    """The page of `rows` that the address asks for (`?seite=3`); a wrong number gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("seite"))


def wants_fragment(request) -> bool:
    """Whether HTMX asks for the part of the page; a restored history entry wants the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request
