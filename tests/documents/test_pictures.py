import io

import pytest
from PIL import Image

from kreislotse.documents import pictures
from kreislotse.documents.pictures import NotAPicture, PictureTooLarge, clean_picture
from tests.documents.pictures import JPEG, PNG, jpeg_with_exif, png_with_text


@pytest.mark.parametrize(("original", "kind"), [(jpeg_with_exif(), "image/jpeg"), (png_with_text(), "image/png")])
def test_the_picture_stays_and_nothing_tells_where_it_was_taken(original, kind):
    assert b"Korbach" in original

    content, media_type = clean_picture(original)

    assert media_type == kind
    assert b"Korbach" not in content
    before, after = Image.open(io.BytesIO(original)), Image.open(io.BytesIO(content))
    assert list(after.get_flattened_data()) == list(before.get_flattened_data())


@pytest.mark.parametrize("direction", range(2, 9))
def test_a_telephone_held_upright_stays_upright(direction):
    content, _kind = clean_picture(jpeg_with_exif(direction))

    assert dict(Image.open(io.BytesIO(content)).getexif()) == {0x0112: direction}


def test_a_clean_picture_is_left_as_it_is():
    assert clean_picture(JPEG) == (JPEG, "image/jpeg")
    assert clean_picture(PNG) == (PNG, "image/png")
    content, _kind = clean_picture(jpeg_with_exif())
    assert clean_picture(content)[0] == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"\xff\xd8\xff",
        JPEG[:60],
        JPEG[:-40] + b"\xff",
        PNG[:30],
        PNG[:-8],
        b"\xff\xd8\xff\xd9",
        b"GIF89a",
    ],
)
def test_broken_files_and_other_kinds_are_refused(content):
    with pytest.raises(NotAPicture):
        clean_picture(content)


def test_every_cut_and_every_changed_byte_is_refused_or_understood():
    original = jpeg_with_exif()
    for at in range(len(original)):
        for broken in (original[:at], original[:at] + bytes([original[at] ^ 0xFF]) + original[at + 1 :]):
            try:
                clean_picture(broken)
            except NotAPicture:
                continue


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_BYTES", 100)

    with pytest.raises(PictureTooLarge):
        clean_picture(JPEG)
