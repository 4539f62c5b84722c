import shutil
from collections import namedtuple

import pytest

from kreislotse.documents.files import DiskFull, NotWritable, atomic_write, free_space_guard, safe_filename

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Daten\\Liste.xlsx", "Liste.xlsx"),
        ("Übersicht März 2026.pdf", "Übersicht März 2026.pdf"),
        ('a"b<c>|?*.csv', "a b c.csv"),
        ("rechnung\u202efdp.exe", "rechnung fdp.exe"),
        ("قائمة.pdf", "قائمة.pdf"),
        ("", "dokument"),
        ("...", "dokument"),
        ("con.txt", "dokument con.txt"),
        (".xlsx", "xlsx"),
    ],
)
def test_file_names_are_made_safe(name, safe):
    assert safe_filename(name) == safe


def test_long_file_names_keep_their_ending():
    name = safe_filename("ä" * 300 + ".pdf")

    assert name.endswith("ä.pdf")
    assert len(name.encode()) <= 124


def test_full_disk_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9, 10**6))

    with pytest.raises(DiskFull, match=r"kein Platz mehr.*etwa 50 MB"):
        atomic_write(tmp_path / "neu" / "a.pdf", b"x")

    assert not (tmp_path / "neu").exists()


def test_free_space_is_asked_of_the_nearest_existing_folder(tmp_path):
    free_space_guard(tmp_path / "gibt" / "es" / "nicht", 1)


def test_atomic_write_replaces_whole_files_and_leaves_nothing_behind(tmp_path):
    target = tmp_path / "unter" / "a.pdf"

    atomic_write(target, b"alt")
    atomic_write(target, b"neu")

    assert target.read_bytes() == b"neu"
    assert [path.name for path in target.parent.iterdir()] == ["a.pdf"]


def test_disk_that_fills_up_while_writing_keeps_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"alt")

    def fail(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)

    with pytest.raises(DiskFull):
        atomic_write(target, b"neu")

    assert target.read_bytes() == b"alt"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_read_only_directory_is_named(tmp_path):
    (tmp_path / "datei").write_text("kein Verzeichnis")

    with pytest.raises(NotWritable):
        atomic_write(tmp_path / "datei" / "a.pdf", b"x")
