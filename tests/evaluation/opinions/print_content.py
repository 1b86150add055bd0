"""A frozen content such as an opinion keeps, all invented, and opinions that were communicated with it."""

import copy
from datetime import UTC, date, datetime

from documents.markdown import html_of
from documents.published.register import Imprint
from documents.published.write_once import json_fingerprint
from evaluation.enums import LISTS, OpinionState, SectionKey
from evaluation.models import Opinion, Reply
from evaluation.opinions.printing.publish import Edition, title_of

AT = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
ADDRESS = "https://crpv.exemple.gouv.fr/verifier/?reference="
ITEMS = {
    SectionKey.FOLLOW_UPS: [{"rank": 1, "text": "Écrire le plan.", "followed": "en_partie", "word": "À financer."}],
    SectionKey.RECOMMENDATIONS: [{"rank": 1, "text": "Réunir les élus."}],
    SectionKey.COMMITMENTS: [
        {
            "rule": "R-121",
            "criterion": "équipes",
            "statement": "Se former.",
            "facts": "2 jours.",
            "kept": "respecte",
            "evidence": "Vu.",
        },
        {"rule": "R-122", "criterion": "équipes", "statement": "Veiller.", "kept": "", "evidence": ""},
    ],
}


def section(key, text="", sentences=(), codes=()):
    is_list = key in LISTS
    return {
        "key": key.value,
        "title": key.label,
        "kind": "list" if is_list else "text",
        "paragraphs": list(sentences),
        "html": html_of(text),
        "items": ITEMS[key] if is_list else [],
        "sentences": [],
        "codes": list(codes),
    }


def figure(code="M1-01", name="M1", shown="70", value="70", last="71", **more):
    line = {
        "code": code, "label": f"Indicateur {code}", "section": name, "kind": "entier", "year": 2025, "value": value,
        "shown": shown, "last": last, "last_shown": last or "", "is_not_applicable": False, "answered": 6,
        "place": "quart le plus élevé", "median_shown": "56", "is_met": None, "rule": "R-15",
    }  # fmt: skip
    return line | more


def chart(code="M1-01", values=(70, 71, 54, 56, 57)):
    names = ["Ce centre en 2025", "Ce centre en 2024", "Premier quart", "Médiane", "Dernier quart"]
    kinds = ["annee", "annee-precedente", "comparables", "comparables", "comparables"]
    rows = [
        {"of": kind, "label": name, "value": str(value), "shown": str(value)}
        for kind, name, value in zip(kinds, names, values, strict=True)
    ]
    return {
        "code": code,
        "title": f"Indicateur {code}",
        "answered": 6,
        "comparable": "métropole, de 40 à 79 quartiers",
        "rows": rows,
    }


def content(slug="ici", version=1, **more):
    """Everything that the print shows."""
    told = {
        "schema": 2, "reference": f"AVIS-2025-{slug}-{version}", "title": "Avis évaluatif 2025", "year": 2025,
        "version": version, "correction": None,
        "dates": {
            "consulted_on": "2026-04-02", "communicated_on": "2026-05-12", "reply_due_on": "2026-06-02",
            "due_on": "2026-06-30",
        },
        "centre": {
            "slug": slug, "usual_name": slug.title(), "name": f"Centre {slug.title()}", "legal_form": "association",
            "carrier": "", "seat": "Brest", "zone": "métropole", "departments": ["Finistère (29)"],
        },
        "service": {"acronym": "DREETS", "name": "Direction régionale", "region": "Bretagne"},
        "comparable": "métropole, de 40 à 79 quartiers",
        "sections": [
            section(key, "Une **appréciation**.\n\n- un\n- deux", ["Le centre déclare 70 séances."], ["M1-01"])
            for key in SectionKey
        ],
        "figures": [
            figure(), figure("M1-02", shown="", value=None, last=None, place="", median_shown="", answered=0),
            figure("M2-01", "M2", is_met=False), figure("GO-01", "GO", is_not_applicable=True, shown="", value=None),
        ],
        "charts": [chart("M1-01"), chart("M2-01"), chart("AC-01")],
        "findings": [
            {"code": "R-82", "reference": "§4.2", "severity": "obligation", "statement": "Le bilan est établi.",
             "outcome": "non respectée", "facts": "Bilan attendu."},
            {"code": "R-02", "reference": "§1", "severity": "obligation", "statement": "Trois missions.",
             "outcome": "respectée", "facts": ""},
        ],
        "consultations": [
            {"department": "Finistère (29)", "asked_on": "2026-04-02", "authority": "la sous-préfète",
             "answered_on": None},
        ],
    }  # fmt: skip
    return copy.deepcopy(told | more)


REPLY = {
    "html": "<p>Le centre <strong>prend acte</strong>.</p>", "file_name": "reponse.pdf", "sha256": "c" * 64,
    "at": "2026-05-29T10:00:00+02:00", "is_late": False,
}  # fmt: skip


def edition(told=None, supplement="", reply=None, **more):
    told = told or content(**more)
    imprint = Imprint(family=told["reference"].rsplit("-", 1)[0], version=told["version"], supplement=supplement)
    kept = {"opinion": told, "opinion_seal": json_fingerprint(told), "reply": reply} if reply else told
    return Edition(
        imprint=imprint,
        title=title_of(told, with_reply=bool(reply)),
        content=kept,
        seal=json_fingerprint(kept),
        published_at=AT,
        address=ADDRESS + imprint.reference,
    )


def communicated(centre, year=2025, version=1, told=None, **more):
    """An opinion as it stands once it is communicated."""
    told = told or content(centre.slug, version, year=year)
    return Opinion.objects.create(
        centre=centre, year=year, version=version, state=OpinionState.COMMUNICATED, reference=told["reference"],
        opened_at=AT, communicated_at=AT, reply_due_on=date(2026, 6, 2),
        frozen=told, seal=json_fingerprint(told), **more,
    )  # fmt: skip


def replied(opinion, by, text="Le centre prend acte."):
    Reply.objects.create(opinion=opinion, text=text, at=AT, by=by)
    return Opinion.objects.get(pk=opinion.pk)
