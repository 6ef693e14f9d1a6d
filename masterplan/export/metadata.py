"""What a book says of itself: title, language, PDF/A and PDF/UA marks, colour profile, tables attached as its source."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .fragment import Fragment

PRODUCER = "WeasyPrint 70.0, pikepdf"

# PDF/A asks that properties which it does not know are described in the file itself: those of PDF/UA.
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>id</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate><xmp:MetadataDate>{moment}</xmp:MetadataDate>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
{marks}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
MARKS = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


@dataclass(frozen=True)
class About:
    """Title, author and subject as the reader program shows them; `moment` is that of the data, not of the printing."""

    title: str
    author: str
    subject: str
    moment: datetime


@dataclass(frozen=True)
class Attachment:
    """A file kept in the book: the figures behind its tables."""

    name: str
    data: bytes
    content_type: str
    description: str


def describe(out: pikepdf.Pdf, about: About, first: Fragment, attachments: Sequence[Attachment]) -> None:
    """Write metadata and, for a tagged book, the marks of PDF/A-3a and PDF/UA-1 with the colour profile."""
    moment = about.moment.astimezone(UTC).replace(microsecond=0)
    out.Root.Lang = String("id")
    out.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    stamp = moment.strftime("D:%Y%m%d%H%M%S+00'00'")
    texts = {"Title": about.title, "Author": about.author, "Subject": about.subject, "Producer": PRODUCER}
    for name, text in (texts | {"CreationDate": stamp, "ModDate": stamp}).items():
        if text:
            out.docinfo[f"/{name}"] = String(text)
    packet = XMP.format(
        title=escape(about.title),
        author=escape(about.author),
        subject=escape(about.subject),
        producer=escape(PRODUCER),
        moment=moment.isoformat(),
        marks=MARKS if first.tagged else "",
    )
    stream = out.make_stream(packet.encode())
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    out.Root.Metadata = stream
    source = pikepdf.open(io.BytesIO(first.pdf))
    if "/OutputIntents" in source.Root:
        out.Root.OutputIntents = out.copy_foreign(source.make_indirect(source.Root.OutputIntents))
    if attachments:
        attach(out, attachments, stamp)


def attach(out: pikepdf.Pdf, attachments: Sequence[Attachment], stamp: str) -> None:
    """Files within the book, marked as the source of what it shows (PDF/A-3, AFRelationship)."""
    specs, names = Array(), Array()
    for attachment in sorted(attachments, key=lambda each: each.name):
        stream = out.make_stream(attachment.data)
        stream.Type = Name.EmbeddedFile
        stream.Subtype = Name("/" + attachment.content_type.replace("/", "#2F"))
        stream.Params = Dictionary(Size=len(attachment.data), ModDate=String(stamp))
        spec = out.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(attachment.name),
                UF=String(attachment.name),
                Desc=String(attachment.description),
                AFRelationship=Name.Source,
                EF=Dictionary(F=stream, UF=stream),
            )
        )
        specs.append(spec)
        names.append(String(attachment.name))
        names.append(spec)
    out.Root.AF = specs
    out.Root.Names.EmbeddedFiles = Dictionary(Names=names)
