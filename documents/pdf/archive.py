"""The press for what is kept for ever: PDF/A-3 and PDF/UA at once, with files attached, always the same bytes.

Imported by `documents.pdf.page` alone, like the press that it leans on.
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
    PRESS,
    StaticFetcher,
    hold_running_words,
    scope_headers,
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
    """The layout of the documents that are kept, read once."""
    return CSS(url=SHEET, font_config=sheet()[1], url_fetcher=StaticFetcher())


@dataclass(frozen=True)
class Finisher:
    """What WeasyPrint leaves undone, done just before the file is written."""

    reference: str
    mimes: Mapping[str, str]
    targets: Mapping[str, str]

    def __call__(self, document: Document, pdf: PDF) -> None:
        scope_headers(document, pdf)
        self.describe(pdf)
        for thing in pdf.objects:
            if isinstance(thing, Dictionary) and thing.get("Subtype") == "/Link":
                self.explain_link(thing)
            elif getattr(thing, "extra", {}).get("Type") == "/EmbeddedFile":
                self.say_mime(thing)
        if "AF" in pdf.catalog:  # WeasyPrint lists each file twice
            pdf.catalog["AF"] = Array(dict.fromkeys(pdf.catalog["AF"]))

    def describe(self, pdf: PDF) -> None:
        """Both standards and the reference, in a metadata stream that any tool can read without unpacking."""
        stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
        text = b"".join(stream.stream).decode()
        stream.stream = [text.replace("</rdf:RDF>", DESCRIPTIONS.format(reference=escape(self.reference))).encode()]
        stream.compress = False

    def explain_link(self, link: Dictionary) -> None:
        """Where a link goes, in words rather than by the name of an anchor."""
        link["F"] = PRINTED
        if "Dest" in link:
            link["Contents"] = String(self.targets.get(link["Dest"].string, "Renvoi dans le document"))

    def say_mime(self, stream: Dictionary) -> None:
        """The type given by the caller, not the one guessed from the name."""
        mime = self.mimes[stream.extra["Params"]["CheckSum"]]
        stream.extra["Subtype"] = f"/{mime.replace('/', '#2f')}"


def carried(attachments: Iterable[Attachment], dated: date) -> list[PdfAttachment]:
    """The files as WeasyPrint takes them, in the order of their names, which PDF asks."""
    noon = datetime(dated.year, dated.month, dated.day, 12)  # noqa: DTZ001 - WeasyPrint adds the Z itself
    return [
        PdfAttachment(
            string=one.content, name=one.name, description=one.description, created=noon, modified=noon,
            relationship=str(one.relationship), url_fetcher=StaticFetcher(),
        )
        for one in sorted(attachments, key=lambda one: one.name)
    ]  # fmt: skip


def targets_of(page: HTML) -> dict[str, str]:
    """What each anchor of the page leads to: the words of its element, on one line and cut short."""
    return {
        element.get("id"): " ".join("".join(element.itertext()).split())[:120]
        for element in page.etree_element.iter()
        if element.get("id") and element.tag in ("h1", "h2", "h3")
    }


def press_archive(html: str, reference: str, attachments: Iterable[Attachment], dated: date) -> bytes:
    """The page as a tagged PDF/A-3 that carries its attachments; the same bytes for the same page and files."""
    attachments = list(attachments)
    with PRESS:
        css, fonts = sheet()
        page = hold_running_words(tidy_titles(HTML(string=html, url_fetcher=StaticFetcher())))
        return page.write_pdf(
            stylesheets=[css, record_sheet()],
            font_config=fonts,
            finisher=Finisher(reference, mimes_of(attachments), targets_of(page)),
            pdf_variant=VARIANT,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
            attachments=carried(attachments, dated),
        )


def mimes_of(attachments: Iterable[Attachment]) -> dict[str, str]:
    """By what WeasyPrint knows a file again (the MD5 it writes), its type."""
    return {f"<{hashlib.md5(one.content, usedforsecurity=False).hexdigest()}>": one.mime for one in attachments}
