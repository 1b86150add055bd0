"""Render archival PDFs: PDF/A-3 and PDF/UA at once, with attachments; same input, same bytes.

Imported by `documents.pdf.page` alone: WeasyPrint takes a second to load.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from xml.sax.saxutils import escape

from pydyf import PDF, Array, Dictionary, String
from weasyprint import CSS, HTML
from weasyprint import Attachment as PdfAttachment
from weasyprint.document import Document

from documents.pdf.attachments import Attachment
from documents.pdf.weasyprint_renderer import (
    RENDER_LOCK,
    StaticFetcher,
    scope_headers,
    set_running_words,
    sheet,
    tidy_titles,
)

SHEET = "app:documents/record.css"
VARIANT = "pdf/a-3a"
PRINTED = 4  # the flag « this annotation is printed too », which PDF/A asks of each link

# WeasyPrint says one standard at a time. PDF/A wants the other one's vocabulary to be described beside it.
DESCRIPTIONS = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier>{reference}</dc:identifier><dc:language><rdf:Bag><rdf:li>fr</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


@cache
def record_sheet() -> CSS:
    """The style sheet of archival documents, read once a process."""
    return CSS(url=SHEET, font_config=sheet()[1], url_fetcher=StaticFetcher())


@dataclass(frozen=True)
class Finisher:
    """Completes the PDF just before it is written: metadata, links, types of the attachments."""

    reference: str
    mimes: Mapping[str, str]
    targets: Mapping[str, str]

    def __call__(self, document: Document, pdf: PDF) -> None:
        scope_headers(document, pdf)
        self.describe(pdf)
        for item in pdf.objects:
            if isinstance(item, Dictionary) and item.get("Subtype") == "/Link":
                self.describe_link(item)
            elif getattr(item, "extra", {}).get("Type") == "/EmbeddedFile":
                self.set_mime(item)
        if "AF" in pdf.catalog:  # WeasyPrint lists each file twice
            pdf.catalog["AF"] = Array(dict.fromkeys(pdf.catalog["AF"]))

    def describe(self, pdf: PDF) -> None:
        """Write both standards and the reference in an uncompressed metadata stream."""
        stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
        text = b"".join(stream.stream).decode()
        stream.stream = [text.replace("</rdf:RDF>", DESCRIPTIONS.format(reference=escape(self.reference))).encode()]
        stream.compress = False

    def describe_link(self, link: Dictionary) -> None:
        """Describe the target of a link in words rather than by the name of an anchor."""
        link["F"] = PRINTED
        if "Dest" in link:
            link["Contents"] = String(self.targets.get(link["Dest"].string, "Renvoi dans le document"))

    def set_mime(self, stream: Dictionary) -> None:
        """Set the type given by the caller rather than the one guessed from the name."""
        mime = self.mimes[stream.extra["Params"]["CheckSum"]]
        stream.extra["Subtype"] = f"/{mime.replace('/', '#2f')}"


def pdf_attachments(attachments: Iterable[Attachment], dated: date) -> list[PdfAttachment]:
    """The attachments for WeasyPrint, by name, the order that PDF requires."""
    noon = datetime(dated.year, dated.month, dated.day, 12)  # noqa: DTZ001 - WeasyPrint adds the Z itself
    return [
        PdfAttachment(
            string=attachment.content, name=attachment.name, description=attachment.description, created=noon,
            modified=noon, relationship=str(attachment.relationship), url_fetcher=StaticFetcher(),
        )
        for attachment in sorted(attachments, key=lambda attachment: attachment.name)
    ]  # fmt: skip


def targets_of(page: HTML) -> dict[str, str]:
    """By identifier of a heading, its text on one line, 120 characters at most."""
    return {
        element.get("id"): " ".join("".join(element.itertext()).split())[:120]
        for element in page.etree_element.iter()
        if element.get("id") and element.tag in ("h1", "h2", "h3")
    }


def render_archive(html: str, reference: str, attachments: Iterable[Attachment], dated: date) -> bytes:
    """The page as a tagged PDF/A-3 with its attachments; same page and files, same bytes."""
    attachments = list(attachments)
    with RENDER_LOCK:
        css, fonts = sheet()
        page = set_running_words(tidy_titles(HTML(string=html, url_fetcher=StaticFetcher())))
        return page.write_pdf(
            stylesheets=[css, record_sheet()],
            font_config=fonts,
            finisher=Finisher(reference, mimes_of(attachments), targets_of(page)),
            pdf_variant=VARIANT,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
            attachments=pdf_attachments(attachments, dated),
        )


def mimes_of(attachments: Iterable[Attachment]) -> dict[str, str]:
    """The type of each file, by the MD5 that WeasyPrint writes."""
    return {
        f"<{hashlib.md5(attachment.content, usedforsecurity=False).hexdigest()}>": attachment.mime
        for attachment in attachments
    }
