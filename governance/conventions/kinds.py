"""The kinds of convention that a legal form allows (R-74, R-76, R-56)."""

from __future__ import annotations

import datetime as dt

from centres.enums import LegalForm
from centres.models import Centre, Identity
from governance.enums import ConventionKind

KINDS = {
    LegalForm.ASSOCIATION: (ConventionKind.CPO,),
    LegalForm.GIP: (ConventionKind.PROTOCOL, ConventionKind.CONSTITUTIVE),
}
_NO_KIND = {
    LegalForm.NONE: (
        "Ce centre n’a pas de personnalité juridique propre et l’État ne le finance pas : aucune convention ne le lie "
        "(R-56)."
    ),
    LegalForm.PLANNED: "Ce centre est à créer : aucune convention ne peut le lier avant qu’une structure le porte.",
}


def legal_form_of(centre: Centre, day: dt.date) -> str:
    """The legal form of `centre` on `day`, empty when it is not recorded (1 query)."""
    form = Identity.objects.on(day).filter(centre=centre).values_list("legal_form", flat=True).first()
    return form or ""


def kinds_for(legal_form: str) -> tuple[ConventionKind, ...]:
    """The kinds of convention that this legal form allows (R-74)."""
    return KINDS.get(legal_form, ())


def why_no_kind(legal_form: str) -> str:
    """Why a centre of this form may have no convention, empty when it may."""
    if kinds_for(legal_form):
        return ""
    unknown = "Le référentiel ne connaît pas la forme juridique du centre à cette date : complétez d’abord sa fiche."
    return _NO_KIND.get(legal_form, unknown)


def why_not(kind: str, legal_form: str) -> str:
    """Why a centre of this form may not have a convention of this kind, empty when it may."""
    if refusal := why_no_kind(legal_form):
        return refusal
    if kind in kinds_for(legal_form):
        return ""
    allowed = " ou ".join(f"« {kind.label} »" for kind in kinds_for(legal_form))
    return f"La forme juridique du centre à cette date ({LegalForm(legal_form).label}) impose : {allowed} (R-74)."


def has_amendments(kind: str) -> bool:
    """Whether the second and third years are set by amendments (R-75); a founding convention has none (R-76)."""
    return kind != ConventionKind.CONSTITUTIVE
