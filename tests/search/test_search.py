"""The same claims on SQLite and PostgreSQL; a topic stands in for anything public."""

import pytest
from django.db import connection

from kreislotse.core.scope import district_scope
from kreislotse.search import operations, registry
from kreislotse.search.models import SearchDocument
from kreislotse.search.queries import search
from kreislotse.search.registry import Document, Indexed
from kreislotse.taxonomy.models import Topic
from tests.factories import TopicFactory

KIND = "example"


@pytest.fixture(autouse=True)
def indexed(monkeypatch):
    """Topics are indexed by name and description; retired ones are not public; names in other languages count."""

    def documents(rows):
        for row in rows:
            if row.retired_on:
                continue
            yield Document(row.pk, "de", row.name, row.description, importance=row.sort_order)
            for language, name in row.names.items():
                yield Document(row.pk, language, name, importance=row.sort_order)

    monkeypatch.setattr(registry, "_registered", {KIND: Indexed(KIND, Topic, documents)})


def index(name, description="", **fields):
    row = TopicFactory(name=name, description=description, **fields)
    operations.index_rows(KIND, [row])
    return row


def found(text, *languages):
    return search(text, kind=KIND, languages=languages or ("de",))


def test_a_word_finds_its_beginning_and_its_longer_forms(in_district):
    row = index("Deutschkurse am Abend")

    assert found("deutschkurs") == found("Deutschk") == found("Deutschkursen") == [row.pk]


def test_the_end_of_a_compound_finds_it(in_district):
    row = index("Migrationsberatung")

    assert found("Beratung") == [row.pk]


def test_a_compound_finds_its_words_apart(in_district):
    row = index("Beratung bei Migration")

    assert found("Migrationsberatung") == [row.pk]


def test_umlauts_do_not_matter(in_district):
    row = index("Frühstück für Mütter")

    assert found("fruehstueck") == found("Fruhstuck") == found("frühstück mutter") == [row.pk]


def test_every_word_must_occur(in_district):
    index("Sprachcafé")

    assert found("Sprachcafé Schwimmbad") == []


def test_what_is_named_so_comes_first_then_importance_then_key(in_district):
    mentions = index("Treffpunkt", "Hier gibt es auch Beratung", sort_order=9)
    named = index("Beratung im Rathaus", sort_order=1)
    important = index("Beratung zu Hause", sort_order=5)

    assert found("Beratung") == [important.pk, named.pk, mentions.pk]


def test_only_the_asked_languages_are_searched(in_district):
    row = index("Wohnen", names={"ar": "السكن", "en": "Housing"})

    assert found("Housing", "de") == []
    assert found("Housing", "en", "de") == [row.pk]
    assert found("سكن", "ar", "de") == [row.pk]


def test_a_thing_found_in_two_languages_is_listed_once(in_district):
    row = index("Internet", names={"en": "Internet"})

    assert found("Internet", "en", "de") == [row.pk]


def test_another_districts_things_are_not_found(in_district, other_district):
    index("Sprachcafé")

    with district_scope(other_district):
        assert found("Sprachcafé") == []


def test_what_changes_is_found_by_its_new_words_only(in_district):
    row = index("Nähkurs")
    row.name = "Kochkurs"

    operations.index_rows(KIND, [row])

    assert found("Nähkurs") == []
    assert found("Kochkurs") == [row.pk]


def test_what_is_no_longer_public_is_not_found(in_district, today):
    row = index("Nähkurs")
    row.retired_on = today

    operations.index_rows(KIND, [row])

    assert found("Nähkurs") == []
    assert not SearchDocument.objects.exists()


def test_remove_forgets(in_district):
    row = index("Nähkurs")

    operations.remove(KIND, [row.pk])

    assert found("Nähkurs") == []


def test_rebuild_indexes_everything_of_one_district(in_district, other_district, monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 2)
    rows = [TopicFactory(name=f"Sportgruppe {n}") for n in range(5)]
    with district_scope(other_district):
        TopicFactory(name="Sportgruppe nebenan")

    number = operations.rebuild(in_district)

    assert number == 5
    assert found("Sportgruppe") == [row.pk for row in rows]


@pytest.mark.parametrize(
    "text",
    ['"', "' OR 1=1 --", "NEAR(a b)", "a* AND", "name_tokens:", "&|!:*()", "S1xexamplexde", "1", "\x00", "%s %(a)s"],
)
def test_signs_of_a_query_language_are_plain_text(in_district, text):
    index("Sprachcafé")

    assert found(text) == []


def test_at_most_so_many_hits(in_district):
    for n in range(4):
        index(f"Sportgruppe {n}")

    assert len(search("Sport", kind=KIND, languages=["de"], limit=3)) == 3


def test_searching_costs_the_same_for_many(in_district, django_assert_max_num_queries):
    for n in range(20):
        index(f"Sportgruppe {n}")

    with django_assert_max_num_queries(3):  # named exactly so, named so, the others
        assert len(found("Sportgruppe")) == 20


def test_the_text_index_of_sqlite_is_whole(in_district):
    if connection.vendor != "sqlite":
        pytest.skip("FTS5 is SQLite's")
    row = index("Sprachcafé")
    index("Nähkurs")
    SearchDocument.objects.filter(object_pk=row.pk).update(name_tokens="treff")
    SearchDocument.objects.exclude(object_pk=row.pk).delete()

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_text(search_text, rank) VALUES ('integrity-check', 1)")

    assert found("Treff") == [row.pk]


def test_one_or_two_letters_mean_a_word_of_their_own(in_district):
    row = index("IT für Anfänger")
    index("Italienisch kochen")

    assert found("it") == [row.pk]


def test_an_index_of_another_version_is_made_anew_once(in_district, other_district):
    row = index("Sprachcafé")
    with district_scope(other_district):
        index("Nähkurs")
    SearchDocument.objects.all().delete()

    assert operations.rebuild_outdated([in_district, other_district]) == 2
    assert operations.rebuild_outdated([in_district, other_district]) == 0
    assert found("Sprachcafé") == [row.pk]
