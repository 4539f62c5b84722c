"""The same claims on SQLite and PostgreSQL; a topic stands in for anything public."""

from types import SimpleNamespace

import pytest

from kreislotse.core.scope import district_scope
from kreislotse.search import operations, queries, registry, snapshots
from kreislotse.search.facets import Entry
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
            yield Document(row.pk, "de", row.name, row.description)
            for language, name in row.names.items():
                yield Document(row.pk, language, name)

    def facets(keys):
        rows = Topic.objects.filter(retired_on=None)
        for row in rows if keys is None else rows.filter(pk__in=keys):
            yield Entry(row.pk, f"{row.sort_order:05} {row.pk:09}")

    monkeypatch.setattr(registry, "_registered", {KIND: Indexed(KIND, Topic, documents, facets)})


def index(name, description="", **fields):
    row = TopicFactory(name=name, description=description, **fields)
    operations.index_rows(KIND, [row])
    return row


def found(text, *languages):
    return search(text, kind=KIND, languages=languages or ("de",))


def find(text):
    return queries.find(text, here=snapshots.snapshot(KIND), languages=["de"], all_languages=["de", "ar"])


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


def test_what_is_named_so_comes_first_then_the_order_of_lists(in_district):
    mentions = index("Treffpunkt", "Hier gibt es auch Beratung", sort_order=1)
    later = index("Beratung im Rathaus", sort_order=9)
    sooner = index("Beratung zu Hause", sort_order=5)
    longer = index("Beratungen", sort_order=2)

    assert found("Beratung") == [sooner.pk, later.pk, longer.pk, mentions.pk]


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


def test_searching_costs_the_same_for_many(in_district, django_assert_max_num_queries):
    for n in range(20):
        index(f"Sportgruppe {n}")

    with django_assert_max_num_queries(4):  # the state, its changes, the facets, the words
        assert len(found("Sportgruppe")) == 20
    with django_assert_max_num_queries(1):
        assert len(found("Sport")) == 20


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


def test_much_that_changed_at_once_is_read_aside_and_the_known_answers_meanwhile(in_district, monkeypatch):
    row = index("Sprachcafé")
    assert found("Sprachcafé") == [row.pk]
    begun = []
    monkeypatch.setattr(snapshots, "_ASIDE_FROM", 1)
    monkeypatch.setattr(
        snapshots, "Thread", lambda target, args, **_names: SimpleNamespace(start=lambda: begun.append((target, args)))
    )
    monkeypatch.setattr(snapshots.connection, "close", lambda: None)  # the thread's own, which here is ours

    Topic.objects.filter(pk=row.pk).update(name="Nähkurs")
    operations.rebuild(in_district)
    assert found("Sprachcafé") == found("Sprachcafé") == [row.pk]
    assert len(begun) == 1
    target, args = begun[0]
    target(*args)

    assert found("Sprachcafé") == []
    assert found("Nähkurs") == [row.pk]


def test_what_was_meant_is_known_as_soon_as_it_is_written_somewhere(in_district):
    index("Schwimmbad")
    assert find("Nähkusr").meant == {}

    row = index("Nähkurs")
    found = find("Nähkusr")

    assert found.meant == {"nahkusr": "Nähkurs"}
    assert snapshots.snapshot(KIND).index.keys_of(found.matches.all) == [row.pk]


def test_what_was_read_ahead_needs_no_reading_when_somebody_asks(in_district, monkeypatch, django_assert_num_queries):
    row = index("Sprachcafé")
    monkeypatch.setattr(snapshots.connection, "close", lambda: None)  # the thread's own, which here is ours

    snapshots.read_ahead()

    with django_assert_num_queries(1):
        assert found("Sprachcafé") == [row.pk]
