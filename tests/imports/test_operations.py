"""A list comes in whole or not at all, twice without doubles, and can be taken back."""

import errno
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from kreislotse.audit.queries import trail_of
from kreislotse.documents.files import DiskFull, NotWritable
from kreislotse.documents.tables import UnpacksTooLarge, UnreadableTable
from kreislotse.imports import operations, queries, reading, storage
from kreislotse.imports.expiry import EXPIRY
from kreislotse.imports.models import ColumnMapping, ImportBatch, ImportedRow
from kreislotse.imports.operations import ImportNotReady, ImportNotUndoable, NothingMapped
from kreislotse.network.models import Agreement, Contact, Organization
from tests.factories import OfferFactory, OrganizationFactory
from tests.imports.conftest import csv_file, organizations, xlsx_file


def upload(file, by):
    return operations.upload_list(file, target="organizations", by=by)


def read_in(file, by, *, on_error="nothing", on_duplicate="update"):
    batch = upload(file, by)
    return operations.start_import(batch, on_error=on_error, on_duplicate=on_duplicate)


def test_a_list_becomes_organizations_with_everything_in_its_row(coordinator, korbach, language_topic):
    row = [
        "Brücke e.V.",
        "Bahnhofstr. 5",
        "34497",
        "Korbach",
        "05631 11 oder 0177 22333",
        "a@b.de / c@b.de",
        "b.de",
        "Deutsch lernen, Reiten",
        "Ina Muster",
    ]

    batch = read_in(csv_file([row]), coordinator)

    one = Organization.objects.get()
    assert batch.status == "done"
    assert (one.name, one.kind, one.street, one.postcode) == ("Brücke e.V.", "association", "Bahnhofstraße 5", "34497")
    assert (one.phone, one.email, one.website) == ("05631 11 / 0177 22333", "a@b.de", "https://b.de")
    assert (one.municipality, list(one.topics.all())) == (korbach, [language_topic])
    assert "c@b.de" in one.note
    assert "Reiten" in one.note
    assert not one.is_public
    assert [(c.name, c.visibility, c.is_main) for c in one.contacts.all()] == [("Ina Muster", "office", True)]
    assert [entry.entry for entry in trail_of(one)] == ["organization_imported"]
    assert Organization.objects.named_like("Brucke").exists()


def test_one_broken_row_of_ten_thousand_keeps_the_whole_list_out(coordinator, django_capture_on_commit_callbacks):
    rows = organizations(10_000)
    rows[6_321][5] = "keine@adresse@hier"
    batch = upload(csv_file(rows), coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        operations.start_import(batch, on_error="nothing", on_duplicate="update")

    batch.refresh_from_db()
    assert batch.status == "failed"
    assert batch.report["failure"] == "Es wurde nichts eingelesen, weil 1 Zeile einen Fehler hat."
    assert [(e["row"], e["label"]) for e in batch.report["errors"]] == [(6_323, "Verein 6322")]
    assert not Organization.objects.exists()
    assert not ImportedRow.objects.exists()


def test_the_same_list_comes_in_without_its_broken_row_if_wanted(coordinator, django_capture_on_commit_callbacks):
    rows = organizations(10_000)
    rows[6_321][5] = "keine@adresse@hier"
    batch = upload(csv_file(rows), coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        operations.start_import(batch, on_error="leave_out", on_duplicate="update")

    batch.refresh_from_db()
    assert batch.status == "done"
    assert Organization.objects.count() == 9_999
    assert batch.report["created"] == 9_999
    assert batch.report["error_count"] == 1


def test_saving_costs_no_more_queries_for_400_rows_than_for_100(coordinator, korbach):
    counts = []
    for rows in (organizations(100), organizations(400, start=1000)):
        batch = upload(csv_file(rows), coordinator)
        with CaptureQueriesContext(connection) as captured:
            operations.start_import(batch, on_error="nothing", on_duplicate="update")
        counts.append(len(captured))

    # SQLite takes at most a thousand values in one statement, so bulk statements may be cut in pieces
    assert counts[1] <= counts[0] + 12


def test_the_same_file_again_is_named_and_changes_nothing(coordinator, korbach):
    read_in(csv_file(organizations(5)), coordinator)
    again = upload(csv_file(organizations(5)), coordinator)

    earlier = queries.earlier_imports(again).get()
    assert earlier.by == coordinator
    plan = reading.make_plan(again)
    assert (plan.new_count, plan.duplicate_count) == (0, 5)
    operations.start_import(again, on_error="nothing", on_duplicate="update")
    again.refresh_from_db()
    assert (again.report["created"], again.report["updated"]) == (0, 0)
    assert Organization.objects.count() == 5


def test_a_second_click_on_upload_is_the_same_import(coordinator):
    first = upload(csv_file(organizations(2)), coordinator)

    assert upload(csv_file(organizations(2)), coordinator) == first


def test_a_second_click_on_read_in_is_refused(coordinator):
    batch = read_in(csv_file(organizations(2)), coordinator)

    with pytest.raises(ImportNotReady):
        operations.start_import(batch, on_error="nothing", on_duplicate="create")

    assert Organization.objects.count() == 2


def test_a_task_that_runs_twice_reads_in_once(coordinator):
    batch = read_in(csv_file(organizations(2)), coordinator)

    operations.run_import(batch.pk)

    assert Organization.objects.count() == 2


@pytest.mark.parametrize(
    ("choice", "names", "phone"),
    [("update", 1, "05631 99"), ("skip", 1, ""), ("create", 2, "")],
)
def test_the_office_chooses_what_happens_to_a_duplicate(coordinator, choice, names, phone):
    old = OrganizationFactory(name="Bruecke e. V.", postcode="34497", website="https://alt.de")
    row = ["Brücke", "", "34497", "", "05631 99", "", "https://neu.de", "", ""]

    read_in(csv_file([row]), coordinator, on_duplicate=choice)

    old.refresh_from_db()
    assert Organization.objects.count() == names
    assert (old.phone, old.website) == (phone, "https://alt.de")


def test_the_same_name_at_another_place_is_no_duplicate(coordinator):
    OrganizationFactory(name="Caritas", postcode="34497", email="info@caritas.de")
    rows = [
        ["Caritas", "", "64711", "", "", "x@gmx.de", "", "", ""],
        ["Caritas", "", "64720", "", "", "info@caritas.de", "", "", ""],
    ]

    batch = read_in(csv_file(rows), coordinator)

    assert (batch.report["created"], batch.report["unchanged"]) == (1, 1)  # the second has the same domain


def test_a_row_that_repeats_itself_in_the_list_is_one_organization(coordinator):
    rows = [
        ["Brücke", "", "34497", "", "", "", "", "", ""],
        ["Brücke e.V.", "", "34497", "", "05631 99", "", "", "", ""],
    ]

    batch = read_in(csv_file(rows), coordinator)

    assert Organization.objects.get().phone == "05631 99"
    assert batch.report["merged"] == 1


def test_an_import_can_be_taken_back_except_what_was_changed_since(coordinator, korbach):
    old = OrganizationFactory(name="Alt", postcode="34497")
    rows = [*organizations(3), ["Alt", "", "34497", "", "05631 99", "", "", "", "Ina Muster"]]
    batch = read_in(csv_file(rows), coordinator)
    touched = Organization.objects.get(name="Verein 2")
    touched.phone = "05631 7"
    touched.save()
    agreed = Organization.objects.get(name="Verein 3")
    Agreement(organization=agreed, title="Raum", agreed_on=timezone.localdate()).save()

    operations.undo_import(batch, by=coordinator)

    old.refresh_from_db()
    assert (old.phone, Contact.objects.count()) == ("", 0)
    assert set(Organization.objects.values_list("name", flat=True)) == {"Alt", "Verein 2", "Verein 3"}
    assert batch.status == "undone"
    assert batch.report["undo"]["removed"] == 1
    assert batch.report["undo"]["restored"] == 1
    assert {one["label"] for one in batch.report["undo"]["kept"]} == {"Verein 2", "Verein 3"}


def test_an_organization_with_an_offer_stays_after_an_undo(coordinator):
    batch = read_in(csv_file(organizations(1)), coordinator)
    OfferFactory(provider=Organization.objects.get())

    operations.undo_import(batch, by=coordinator)

    assert Organization.objects.count() == 1
    assert "Angebote" in batch.report["undo"]["kept"][0]["sentence"]


def test_an_import_is_taken_back_once(coordinator):
    batch = read_in(csv_file(organizations(1)), coordinator)
    operations.undo_import(batch, by=coordinator)

    with pytest.raises(ImportNotUndoable):
        operations.undo_import(batch, by=coordinator)


def test_two_imports_at_the_same_time_make_one_organization(coordinator, person, monkeypatch):
    first = upload(csv_file(organizations(3)), person("coordinator"))
    second = upload(csv_file(organizations(4)), coordinator)
    make_plan = reading.make_plan

    def plan_and_be_overtaken(batch):
        plan = make_plan(batch)
        if batch.pk == second.pk:
            operations.start_import(first, on_error="nothing", on_duplicate="update")
        return plan

    monkeypatch.setattr(reading, "make_plan", plan_and_be_overtaken)
    operations.start_import(second, on_error="nothing", on_duplicate="update")

    assert Organization.objects.count() == 4


def test_the_mapping_of_a_header_is_remembered(coordinator):
    header = ["Wer", "Wo"]
    batch = upload(csv_file([["Brücke", "34497"]], header=header), coordinator)
    operations.map_columns(batch, {"Wer": "name", "Wo": "postcode"})

    again = upload(csv_file([["Steg", "34497"]], header=header), coordinator)

    assert again.mapping == {"Wer": "name", "Wo": "postcode"}
    assert again.layout["mapping_is_remembered"]
    assert ColumnMapping.objects.count() == 1


def test_a_mapping_without_a_name_is_refused(coordinator):
    batch = upload(csv_file(organizations(1)), coordinator)

    with pytest.raises(NothingMapped, match="Name"):
        operations.map_columns(batch, {"PLZ": "postcode"})


def test_cp1252_keeps_its_umlauts(coordinator):
    batch = read_in(
        csv_file([["Brücke für Flüchtlinge", "", "", "", "", "", "", "", ""]], encoding="cp1252"), coordinator
    )

    assert batch.layout["encoding"] == "cp1252"
    assert Organization.objects.get().name == "Brücke für Flüchtlinge"


def test_formula_cells_are_text_and_noted(coordinator):
    rows = [
        ["Name", "PLZ", "Telefon"],
        ['=HYPERLINK("http://evil.example","Brücke")', "34497", "1"],
        ["Steg", 34497, "05631 12"],
    ]

    batch = upload(xlsx_file(rows), coordinator)

    assert any("Verweis" in note["text"] for note in batch.layout["notes"])
    operations.start_import(batch, on_error="leave_out", on_duplicate="update")
    assert set(Organization.objects.values_list("name", flat=True)) == {"Brücke", "Steg"}


def test_a_formula_without_a_result_refuses_its_row(coordinator):
    workbook, stream = Workbook(), io.BytesIO()
    for row in (["Name", "PLZ", "Ort"], ["Brücke", "34497", "Korbach"], ["Steg", "=SUM(A1:A2)", "Korbach"]):
        workbook.active.append(row)
    workbook.save(stream)

    batch = upload(SimpleUploadedFile("x.xlsx", stream.getvalue()), coordinator)
    plan = reading.make_plan(batch)

    assert [row.number for row in plan.broken] == [3]


def test_a_zip_bomb_is_refused(coordinator):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"<workbook/>")
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _piece in range(300):
                sheet.write(b"\0" * 1024 * 1024)

    with pytest.raises(UnpacksTooLarge):
        upload(SimpleUploadedFile("bombe.xlsx", stream.getvalue()), coordinator)

    assert not ImportBatch.objects.exists()


def test_a_picture_is_refused_with_a_way_on(coordinator, files_in):
    with pytest.raises(UnreadableTable, match="XLSX, ODS, CSV oder JSON"):
        upload(SimpleUploadedFile("bild.png", b"\x89PNG\r\n\x1a\n" + b"0" * 500), coordinator)

    assert not list(files_in.rglob("*.*"))


@pytest.mark.parametrize(
    ("number", "expected"), [(errno.ENOSPC, DiskFull), (errno.EROFS, NotWritable), (errno.EACCES, NotWritable)]
)
def test_a_disk_that_takes_nothing_leaves_nothing(coordinator, monkeypatch, number, expected):
    def refuse(*_args, **_kwargs):
        raise OSError(number, "no")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", refuse)

    with pytest.raises(expected, match="konnte nicht gespeichert werden"):
        upload(csv_file(organizations(1)), coordinator)

    assert not ImportBatch.objects.exists()


def test_a_stored_list_that_is_gone_says_so(coordinator):
    batch = upload(csv_file(organizations(1)), coordinator)
    storage.discard(batch.stored_as)
    operations.start_import(batch, on_error="nothing", on_duplicate="update")

    batch.refresh_from_db()
    assert batch.status == "failed"
    assert "nicht mehr da" in batch.report["failure"]


def test_an_import_that_stopped_can_begin_again(coordinator):
    batch = upload(csv_file(organizations(2)), coordinator)
    ImportBatch.objects.update(status="running", progressed_at=timezone.now() - timedelta(minutes=10))

    operations.start_import(batch, on_error="nothing", on_duplicate="update")

    assert Organization.objects.count() == 2


def test_a_list_that_was_read_in_cannot_be_thrown_away(coordinator):
    batch = read_in(csv_file(organizations(1)), coordinator)

    with pytest.raises(ImportNotReady):
        operations.discard_list(batch)


def test_old_imports_go_with_their_files(coordinator, files_in):
    read_in(csv_file(organizations(1)), coordinator)
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(days=40))

    assert EXPIRY.erase(EXPIRY.due(timezone.localdate(), 30)) == 1
    assert not [path for path in files_in.rglob("*") if path.is_file()]
    assert Organization.objects.count() == 1
