"""All addresses of our own packages, read from the URLconf."""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Address:
    """One route: `name` with its namespace, the names of what it takes, and the view."""

    name: str
    route: str
    takes: tuple[str, ...]
    view: object

    def __str__(self):
        return f"{self.name or self.route}({','.join(self.takes)})"


def all_addresses() -> list[Address]:
    return list(_below(get_resolver().url_patterns, "", ""))


def our_addresses() -> list[Address]:
    """Those whose view is ours; allauth brings its own views, which protect themselves."""
    return [one for one in all_addresses() if one.view.__module__.startswith("kreislotse.")]


def _below(patterns, namespace, route):
    for one in patterns:
        path = route + str(one.pattern)
        if isinstance(one, URLPattern):
            takes = tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex)
            yield Address(f"{namespace}{one.name}" if one.name else "", path, takes, one.callback)
        else:
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _below(one.url_patterns, inner, path)
