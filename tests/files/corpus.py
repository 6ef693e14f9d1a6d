"""Hostile and broken files, made by the tests themselves: (name, bytes, what is wrong)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
from openpyxl import Workbook
from PIL import Image


def picture(format: str = "PNG", size: tuple[int, int] = (12, 9), **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#27427a").save(out, format, **save)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active.append(["Kecamatan", "Nilai"])
    book.save(out)
    return out.getvalue()


def office(parts: dict[str, bytes], main: str = "xl/workbook.xml", types: bytes = b"<Types/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({"[Content_Types].xml": types, main: b"<workbook/>"} | parts).items():
            archive.writestr(name, content)
    return out.getvalue()


def document(parts: dict[str, bytes] | None = None) -> bytes:
    return office(parts or {}, main="word/document.xml")


def pdf(root: dict[str, object] | None = None, page: dict[str, object] | None = None, **save: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        for name, value in (root or {}).items():
            made.Root[name] = value
        for name, value in (page or {}).items():
            made.pages[0].obj[name] = value
        made.save(out, **save)
    return out.getvalue()


def action(kind: str, **values: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary({"/S": pikepdf.Name(kind), **{f"/{key}": value for key, value in values.items()}})


def huge_png(width: int, height: int) -> bytes:
    """A PNG that says it is huge; its pixels are never decoded."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 64))
        + chunk(b"IEND", b"")
    )


def moving_gif() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
EXECUTABLES = {
    "windows": b"MZ\x90\x00\x03" + b"\x00" * 200,
    "linux": b"\x7fELF\x02\x01\x01" + b"\x00" * 200,
    "shell": b"#!/bin/sh\nrm -rf ~\n",
    "class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + b"\x00" * 60,
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "rar": b"Rar!\x1a\x07\x00" + b"\x00" * 60,
    "7z": b"7z\xbc\xaf\x27\x1c" + b"\x00" * 60,
    "php": b"<?php system($_GET['c']); ?>",
}


def hostile() -> list[tuple[str, bytes, str]]:
    files: list[tuple[str, bytes, str]] = []
    # Names that are not accepted whatever is inside (U02, U03, U09).
    for extension in (
        "exe svg html htm xhtml mhtml xml xsl js php py sh bat cmd com scr jar msi dll vbs hta lnk iso zip rar 7z tar gz "
        "docm xlsm pptm dotm xltm xlam xls doc ppt rtf odt swf apk eml msg url desktop heic tiff bmp ico"
    ).split():
        files.append((f"berkas.{extension}", picture(), f"extension {extension}"))
    files.append(("tanpa-akhiran", picture(), "no extension"))
    files.append(("gambar.png.exe", picture(), "double extension"))
    # Content that is not what the name says (U01, U09).
    for extension in ("png", "jpg", "webp", "gif", "pdf", "xlsx", "docx", "pptx"):
        files.append((f"kosong.{extension}", b"", "empty"))
        files.append((f"laman.{extension}", HTML, "html inside"))
        files.append((f"vektor.{extension}", SVG, "svg inside"))
    for label, content in EXECUTABLES.items():
        for extension in ("png", "pdf", "docx"):
            files.append((f"{label}.{extension}", content, f"{label} inside"))
    files.append(("laman.csv", HTML, "html inside"))
    files.append(("vektor.csv", SVG, "svg inside"))
    files.append(("biner.csv", b"a;b\x00c", "NUL inside"))
    files.append(("gambar.pdf", picture(), "image inside"))
    files.append(("tabel.docx", workbook(), "spreadsheet inside"))
    files.append(("naskah.xlsx", document(), "document inside"))
    # Truncated and header only (U06).
    files.append(("potong.png", picture()[:40], "truncated"))
    files.append(("potong.jpg", picture("JPEG")[:60], "truncated"))
    files.append(("potong.xlsx", workbook()[:200], "truncated"))
    files.append(("potong.pdf", b"%PDF-1.7\n", "header only"))
    # Too large a picture, a moving one (U11).
    files.append(("banjir.png", huge_png(50_000, 50_000), "pixel flood"))
    files.append(("lebar.png", huge_png(20_000, 10), "very wide"))
    files.append(("gerak.gif", moving_gif(), "animated"))
    # Bombs, entities, macros, embedded objects, passwords (U04, U05, U13).
    zeros = b"0" * 5_000_000
    files.append(("bom.xlsx", office({f"xl/media/{n}.txt": zeros for n in range(30)}), "zip bomb"))
    files.append(("banyak.xlsx", office({f"x/{n}.txt": b"" for n in range(3100)}), "too many parts"))
    files.append(("entitas.xlsx", office({"xl/sharedStrings.xml": ENTITIES}), "entity bomb"))
    files.append(("entitas.docx", document({"word/settings.xml": OUTSIDE}), "outside entity"))
    for part in ("xl/vbaProject.bin", "word/vbaProject.bin", "xl/activeX/activeX1.xml", "xl/embeddings/oleObject1.bin"):
        files.append(("makro.xlsx", office({part: b"x"}), part))
    files.append(("tautan.xlsx", office({"xl/externalLinks/externalLink1.xml": b"<a/>"}), "external link"))
    files.append(
        (
            "jenis.xlsx",
            office({}, types=b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"),
            "macro type",
        )
    )
    files.append(("buka.pdf", pdf({"/OpenAction": action("/JavaScript", JS="app.alert(1)")}), "pdf script"))
    files.append(
        (
            "jalan.pdf",
            pdf({"/OpenAction": pikepdf.Dictionary({"/S": pikepdf.Name("/Launch"), "/Launch": "cmd.exe"})}),
            "pdf launch",
        )
    )
    files.append(
        ("muatan.pdf", pdf({"/Names": pikepdf.Dictionary({"/EmbeddedFiles": pikepdf.Dictionary()})}), "pdf attachment")
    )
    files.append(("formulir.pdf", pdf({"/AcroForm": pikepdf.Dictionary({"/XFA": "x"})}), "pdf form program"))
    files.append(("sandi.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "pdf with a password"))
    return files
