"""What a page costs beside rendering its template: the measure that `search_page.py` and `inbox.py` share.

Two ways to the same page in the same run and process, in turn, each measured in CPU time (`time.process_time`):
*request* is the whole request through Django's test client (middleware, session, permissions, database), *template*
renders the template the view chose with what the view gave it in that very request, every queryset already a list,
permissions known, and a database that refuses to be asked; menu and languages of the layout belong to it. The ratio
of the medians must not exceed `LIMIT`.
"""

from __future__ import annotations

import cProfile
import gc
import os
import pstats
import statistics
import sys
import time
from contextlib import contextmanager, nullcontext

from demo_data import client_of, start

LIMIT = 2.5
ROUNDS = 40
WARM_UP = 5


class AskedTheDatabase(RuntimeError):
    """The template wanted a row that the view had not fetched."""


@contextmanager
def no_database():
    from django.db import connection

    def refuse(execute, sql, params, many, context):
        raise AskedTheDatabase(sql)

    with connection.execute_wrapper(refuse):
        yield


def capture(client, url):
    """The answer to one request, its template and its context: everything a view hands to `render`."""
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment(debug=False)
    try:
        response = client.get(url)
    finally:
        teardown_test_environment()
    assert response.status_code == 200, f"{url} answers {response.status_code}"
    return response


def prepare(value) -> None:
    """Make lists of the choices that forms would fetch anew each time they are rendered."""
    from django.forms import BaseForm

    forms = [value, *(getattr(value, "__dict__", None) or {}).values()]
    for form in forms:
        if issubclass(type(form), BaseForm):
            for field in form.fields.values():
                if getattr(field, "queryset", None) is not None:
                    field.widget.choices = list(field.choices)


def measure(client, url, district) -> tuple[float, float, int]:
    """CPU milliseconds of the request and of the template alone, and the size of the page in bytes."""
    from django.template.loader import get_template
    from django.utils.translation import override

    from kreislotse.core.scope import district_scope

    response = capture(client, url)
    template = get_template(response.templates[0].name)
    context = response.context[0]
    data, asked = context.dicts[-1], context.request  # what the view handed to `render`
    language = response.headers["Content-Language"]

    def request():
        assert client.get(url).status_code == 200

    def template_alone():
        with override(language), district_scope(district):
            return template.render(data, asked)

    with override(language), district_scope(district):
        for value in data.values():
            if type(value).__module__.startswith("kreislotse"):
                prepare(value)
    page = template_alone()  # fills the caches of querysets and lazy values
    with no_database():
        assert len(template_alone()) == len(page) == len(response.content.decode())
    times = {request: [], template_alone: []}
    for one in times:
        for _round in range(WARM_UP):
            one()
    gc.collect()
    for _round in range(ROUNDS):
        for one, seen in times.items():
            with no_database() if one is template_alone else nullcontext():
                begun = time.process_time()
                one()
                seen.append(time.process_time() - begun)
    if os.environ.get("KREISLOTSE_PROFILE"):
        _profile(request)
    return statistics.median(times[request]) * 1000, statistics.median(times[template_alone]) * 1000, len(page.encode())


def _profile(request):
    profile = cProfile.Profile()
    profile.enable()
    for _round in range(ROUNDS):
        request()
    profile.disable()
    pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(45)


def popular(district) -> dict[str, str]:
    """The topic and the place with the most offers, for addresses with filters."""
    from django.db.models import Count

    from kreislotse.core.scope import district_scope
    from kreislotse.directory.models import OfferLocation
    from kreislotse.taxonomy.models import Topic

    with district_scope(district):
        topic = Topic.objects.annotate(number=Count("offers")).order_by("-number", "pk").first()
        places = OfferLocation.objects.exclude(municipality=None).values("municipality__ags")
        place = places.annotate(number=Count("pk")).order_by("-number").first()
    return {"topic": topic.code, "topic_pk": str(topic.pk), "place": place["municipality__ags"]}


def main(title: str, pages: dict[str, str], *, role: str | None, also: dict[str, str] | None = None) -> int:
    """Print one line per page; 1 if one of `pages` is above the limit. `also` is measured and not judged."""
    scale = int(os.environ.get("KREISLOTSE_BENCHMARK_SCALE", 100))
    district = start(scale)
    from django.db import connection

    client, known = client_of(district, role), popular(district)
    print(f"{title}: demo ×{scale}, {connection.vendor}; limit: {LIMIT} times the CPU time of its template")
    print(f"{'page':<34} {'request':>10} {'template':>10} {'size':>8} {'ratio':>6}")
    worst = 0.0
    for label, url in (pages | (also or {})).items():
        whole, alone, size = measure(client, url.format_map(known), district)
        ratio = whole / alone
        worst = max(worst, ratio if label in pages else 0)
        note = "" if label in pages else "  not judged"
        print(f"{label:<34} {whole:7.2f} ms {alone:7.2f} ms {size / 1000:5.0f} kB {ratio:6.2f}{note}", flush=True)
    print(f"worst ratio {worst:.2f}: {'within the limit' if worst <= LIMIT else 'ABOVE THE LIMIT'}")
    return 0 if worst <= LIMIT else 1
