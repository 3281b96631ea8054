"""Photos and documents beside what was recorded: what a file is, is told from its content, and hostile ones stay outside."""

import io
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from teams.exchange.unreadable import Unreadable
from tests.pages import fill_in, filled, says
from tests.world import evidence, recorded
from workplans import reviewing
from workplans.exchange import darkroom
from workplans.exchange.evidence import EXCEL, JPEG, MOST_BYTES, PDF, WORD, clean_name, look_at
from workplans.exchange.evidence import photo as making_anew
from workplans.models import Evidence, Locked, Workplan


def photo(kind="JPEG", size=(2400, 1200), **more):
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, kind, **more)
    return written.getvalue()


def with_place():
    """A photo that says where and with what it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "S", 2: (1.0, 17.0, 24.0), 3: "E", 4: (36.0, 49.0, 12.0)})
    return photo(exif=exif, comment=b"by Bob")


def office(part="word/document.xml", *more, content=b"<w/>"):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, content)
    return written.getvalue()


def zip_bomb():
    return office(content=b"0" * 90_000_000)


def png_bomb():
    """A PNG of a few bytes that says it is a hundred thousand pixels wide and high."""

    def chunk(name, body):
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    side = (100_000).to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + b"\x08\x02\x00\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def packed_script():
    body = zlib.compress(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>")
    return b"%PDF-1.5\n2 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\r\n" + body + b"\nendstream endobj"


def packed_bomb():
    body = zlib.compress(b"0" * 40_000_000)
    return b"%PDF-1.5\n2 0 obj <</Type /ObjStm>> stream\n" + body + b"\nendstream endobj"


HOSTILE = {
    "a program under a photo's name": (b"MZ\x90\x00 this program", "photo.jpg", "none of them"),
    "an SVG with a script": (b"<svg xmlns='x'><script>alert(1)</script></svg>", "a.svg", "none of them"),
    "a web page under a photo's name": (b"<!doctype html><script>alert(1)</script>", "a.png", "none of them"),
    "a formula in a CSV": (b"=HYPERLINK(1),2\n", "values.csv", "none of them"),
    "a GIF": (b"GIF89a\x01\x00\x01\x00", "a.gif", "none of them"),
    "0 bytes": (b"", "a.jpg", "empty"),
    "6 MB": (b"%PDF-" + b"0" * (6 * 1024 * 1024), "a.pdf", "larger than 5 MB"),
    "a picture with far too many pixels": (png_bomb(), "a.png", "far too large"),
    "a zip that unpacks to far too much": (zip_bomb(), "a.docx", "far larger inside"),
    "half a photo": (photo()[:900], "a.jpg", "damaged"),
    "a beginning that is a photo's and nothing else": (b"\xff\xd8\xff" + b"A" * 99, "a.jpg", "damaged"),
    "a packed file": (office("run.exe"), "a.docx", "packed file"),
    "a document with macros": (office("word/document.xml", "word/vbaProject.bin"), "a.docx", "program"),
    "a workbook with old macros": (office("xl/workbook.xml", "xl/macrosheets/s.xml"), "a.xlsx", "program"),
    "a document with a file inside": (office("word/document.xml", "word/embeddings/o.bin"), "a.docx", "another file"),
    "a locked or damaged document": (b"PK\x03\x04" + b"\0" * 60, "a.docx", "damaged"),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "a.doc", "old Office file"),
    "a PDF that runs a script": (b"%PDF-1.4 << /S /JavaScript /JS (x) >>", "a.pdf", "runs something"),
    "one whose script is spelt otherwise": (b"%PDF-1.4 << /S /#4aavaScript >>", "a.pdf", "runs something"),
    "one whose script is packed": (packed_script(), "a.pdf", "runs something"),
    "a PDF that starts a program": (b"%PDF-1.4 << /S /Launch /F (cmd.exe) >>", "a.pdf", "runs something"),
    "a PDF with a file inside": (b"%PDF-1.4 << /EmbeddedFiles 3 0 R >>", "a.pdf", "file inside"),
    "a PDF that unpacks to far too much": (packed_bomb(), "a.pdf", "far larger inside"),
    "a PDF behind something else": (b"<script></script>%PDF-1.4", "a.pdf", "none of them"),
    "a photo that no computer shows": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.heic", "HEIC"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_may_do_harm_is_refused_with_words(what):
    content, name, words = HOSTILE[what]
    with pytest.raises(Unreadable, match=words):
        look_at(content, name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_anew_and_smaller(kind):
    looked = look_at(photo(kind), "Photo 1.webp")
    image = Image.open(io.BytesIO(looked.content))
    assert (looked.kind, looked.name, image.format, image.size) == (JPEG, "Photo 1.jpg", "JPEG", (1600, 800))


def test_where_a_photo_was_taken_and_what_was_hidden_in_it_is_gone():
    brought = with_place() + b"<script>alert(1)</script>" + office("run.exe")
    assert b"SecretPhone" in brought
    assert 0x8825 in Image.open(io.BytesIO(brought)).getexif()
    kept = look_at(brought, "p.jpg").content
    image = Image.open(io.BytesIO(kept))
    assert image.size == (800, 1600), "it stands upright"
    assert dict(image.getexif()) == {}
    assert "comment" not in image.info
    for trace in (b"SecretPhone", b"Exif", b"by Bob", b"script", b"PK\x03\x04"):
        assert trace not in kept


def test_a_photo_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr("workplans.exchange.evidence.SECONDS", 0.01)
    with pytest.raises(Unreadable, match="far too large"):
        look_at(photo(), "p.jpg")


def test_transparent_and_grey_photos_are_kept_too():
    for mode in ("RGBA", "L", "P", "CMYK", "I;16"):
        written = io.BytesIO()
        Image.new(mode, (40, 30)).save(written, "JPEG" if mode == "CMYK" else "PNG")
        assert Image.open(io.BytesIO(darkroom.developed(written.getvalue()))).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "name", "kind", "kept_as"),
    [
        (b"%PDF-1.4 plain", "Register.PDF", PDF, "Register.pdf"),
        (office(), "list.txt", WORD, "list.docx"),
        (office("xl/workbook.xml"), "list.xlsx", EXCEL, "list.xlsx"),
    ],
)
def test_documents_are_kept_as_they_are_under_the_name_of_what_they_are(content, name, kind, kept_as):
    looked = look_at(content, name)
    assert (looked.content, looked.kind, looked.name) == (content, kind, kept_as)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../x.png", "x.jpg"),
        ("C:\\Users\\Bob\\x.png", "x.jpg"),
        ('a"; filename="b.exe', "a ; filename= b.jpg"),
        ("\u202egpj.exe\r\nX: y", "gpj.jpg"),
        ("<b>.jpg", "b.jpg"),
        ("....", "evidence.jpg"),
        ("ü" * 400 + ".jpg", "ü" * 120 + ".jpg"),
    ],
)
def test_a_name_is_its_last_part_and_harmless(name, clean):
    assert clean_name(name, JPEG) == clean


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_it_is_brought_once_seen_by_who_reads_the_plan_and_taken_back(world, signed_in):
    entry = recorded(world)
    bob, vera = signed_in(world.bob), signed_in(world.vera)
    add = reverse("workplans:monitor_evidence_add", args=[entry.pk])
    page = bob.get(add)
    came = bob.post(add, {**filled(page), "evidence": SimpleUploadedFile("a.svg", b"<svg/>", "image/png")})
    assert "none of them" in says(came)
    large = SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * MOST_BYTES)
    assert "larger than 5 MB" in says(bob.post(add, {**filled(page), "evidence": large}))
    for _twice in range(2):
        sent = {**filled(bob.get(add)), "evidence": SimpleUploadedFile("../../x.png", photo("PNG"), "text/html")}
        assert bob.post(add, sent).status_code == 302
    shown = Evidence.objects.get()
    assert "x.jpg" in says(bob.get(add))
    answer = vera.get(reverse("workplans:monitor_evidence", args=[shown.pk]))
    assert answer.content == bytes(shown.content)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == 'inline; filename="x.jpg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert signed_in(world.charlie).get(answer.request["PATH_INFO"]).status_code == 404
    document = vera.get(reverse("workplans:monitor_evidence", args=[evidence(world, entry).pk]))
    assert document.headers["Content-Disposition"] == 'attachment; filename="register.pdf"'
    back = reverse("workplans:monitor_evidence_take_back", args=[shown.pk])
    assert signed_in(world.sofia).get(back).status_code == 403
    fill_in(signed_in(world.alice), back, why="A face is to be seen")
    assert vera.get(reverse("workplans:monitor_evidence", args=[shown.pk])).status_code == 404
    assert bytes(Evidence.objects.get(pk=shown.pk).content) == b""
    assert "taken back already" in says(bob.get(back, follow=True))
    reviewing.approve(world.plan, reviewing.send(world.plan, world.alice).number, world.sofia)
    assert bob.get(add).status_code == 200, "an approved plan goes on"


def test_one_photo_at_a_time_is_made_anew(monkeypatch):
    at_once, most = [], []

    def slow(*_args, **_more):
        at_once.append(1)
        most.append(len(at_once))
        sleep(0.05)
        at_once.pop()
        return SimpleNamespace(returncode=0, stdout=b"made")

    monkeypatch.setattr("workplans.exchange.evidence.subprocess.run", slow)
    with ThreadPoolExecutor() as workers:
        assert list(workers.map(making_anew, [b"1", b"2", b"3"])) == [b"made"] * 3
    assert most == [1, 1, 1]


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_who_leads_finds_the_way_to_take_back_what_another_brought(world, signed_in):
    entry = recorded(world)
    back = reverse("workplans:monitor_evidence_take_back", args=[evidence(world, entry).pk])
    for name in ("monitor_correct", "monitor_verify", "monitor_evidence_add"):
        page = signed_in(world.alice).get(reverse(f"workplans:{name}", args=[entry.pk]))
        assert back in page.content.decode(), name
    page = signed_in(world.sofia).get(reverse("workplans:monitor_verify", args=[entry.pk]))
    assert "register.pdf" in says(page)
    assert back not in page.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_what_is_brought_is_looked_at_once_and_in_no_transaction_of_the_page(world, signed_in, monkeypatch):
    looked, outside = [], len(connection.savepoint_ids)

    def looking(content, name):
        looked.append(len(connection.savepoint_ids))
        return look_at(content, name)

    monkeypatch.setattr("workplans.forms.monitor.readings.look_at", looking)
    entry = recorded(world, "q1")
    pages = {
        reverse("workplans:monitor_evidence_add", args=[entry.pk]): {},
        reverse("workplans:monitor_correct", args=[entry.pk]): {"numerator": "47", "reason": "Recounted"},
        reverse("workplans:monitor_tally", args=[world.activity.pk]): {"held": "1"},
        reverse("workplans:monitor_record", args=[world.indicator.pk, "q2"]): {"numerator": "46", "denominator": "99"},
    }
    bob = signed_in(world.bob)
    for address, typed in pages.items():
        sent = filled(bob.get(address), **typed)
        for _twice in range(2):
            came = bob.post(address, {**sent, "evidence": SimpleUploadedFile("a.pdf", b"%PDF-1.4 plain")})
            assert came.status_code == 302, address
    assert looked == [outside] * 4
    assert Evidence.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_it_stays_where_the_plan_is_closed_while_somebody_takes_it_back(world):
    shown = evidence(world, recorded(world))
    Workplan.objects.filter(pk=world.plan.pk).update(state="closed")
    with pytest.raises(Locked):
        shown.take_back(world.bob, "A face is to be seen")
    assert Evidence.objects.standing().count() == 1
