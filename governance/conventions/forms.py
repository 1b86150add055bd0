"""Forms of conventions, amendments, reviews, copies and cartographies; the services decide."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from centres.models import Centre
from documents.forms import fields
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import day_field
from governance.conventions.contract.signing import MAX_BYTES
from governance.conventions.services import DraftValues, PastConvention, SignedFile
from governance.enums import CartographyState, ConventionKind, ConventionState, Finding
from governance.models import Amendment, Cartography, Convention, FinalReview
from governance.registers.lent_figures import published_versions

text_field = partial(fields.text_field, max_length=20_000)


class DayForm(DsfrForm):
    """The day of an act, today by default."""

    on = day_field("Date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class SigningForm(DayForm):
    on = day_field("Date de signature")


class ValidationForm(DayForm):
    on = day_field("Date de validation")


class CartographyDateForm(DayForm):
    on = day_field("Cartographie arrêtée le")


class ConventionForm(DsfrForm):
    """A draft: dates, purpose, and the papers that its signature needs."""

    starts_on = day_field("Début")
    ends_on = day_field("Terme", required=False, help_text="Laissez vide : trois ans (R-75).")
    purpose = text_field("Objet", required=False, rows=6, help_text="Ce que le centre s’engage à faire.")
    cartography = forms.ModelChoiceField(
        label="Cartographie stratégique",
        queryset=Cartography.objects.none(),
        required=False,
        empty_label="Aucune pour l’instant",
        help_text="Validée et datée, elle est exigée à la signature (R-51).",
    )
    referential_version = forms.ChoiceField(
        label="Version du référentiel d’indicateurs",
        required=False,
        help_text="Annexée à la convention (R-78) ; les versions publiées.",
    )
    has_republican_contract = forms.BooleanField(
        label="Contrat d’engagement républicain souscrit",
        required=False,
        help_text="Exigé de toute association aidée par l’État.",
    )
    consulted = text_field(
        "Services de l’État consultés",
        required=False,
        rows=3,
        help_text="Préfets délégués, sous-préfets ville, services départementaux : un par ligne, avec la date (R-58).",
    )
    in_regional_plan = forms.BooleanField(label="Action inscrite au contrat de plan État-région", required=False)
    regional_plan = forms.CharField(
        label="Génération du contrat de plan", required=False, max_length=9, help_text="Par exemple 2021-2027 (R-61)."
    )

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cartographies = Cartography.objects.filter(centre=centre).exclude(state=CartographyState.OUTDATED)
        self.fields["cartography"].queryset = cartographies.select_related("centre")
        self.fields["cartography"].label_from_instance = cartography_label
        versions = [(name, name) for name in published_versions()]
        self.fields["referential_version"].choices = [("", "Aucune pour l’instant"), *versions]

    def draft_values(self) -> DraftValues:
        """The argument of `services.create` and `services.edit`, once the form is valid."""
        return DraftValues(**self.cleaned_data)


class ProtocolForm(ConventionForm):
    """A draft of a financial protocol: a group subscribes no republican contract."""

    has_republican_contract = None


class ConstitutiveForm(ProtocolForm):
    """A draft of a founding convention, which has its own term (R-76)."""

    ends_on = day_field("Terme", help_text="La durée est propre au groupement (R-76).")


FORMS = {
    ConventionKind.CPO: ConventionForm,
    ConventionKind.PROTOCOL: ProtocolForm,
    ConventionKind.CONSTITUTIVE: ConstitutiveForm,
}


def cartography_label(cartography: Cartography) -> str:
    """« Cartographie du 3 mars 2026, validée », or « en cours »."""
    dated = f" du {cartography.dated:%d/%m/%Y}" if cartography.dated else ""
    return f"Cartographie{dated}, {cartography.get_state_display()}"


def paper_field(label: str, *, required: bool = True, help_text: str = "") -> forms.FileField:
    """The file of a signed paper, read by `contract.signing.store_paper`."""
    accept = {"class": "fr-upload", "accept": ".pdf,.png,.jpg,.jpeg"}
    sizes = "PDF, ou image PNG ou JPEG ; 10 Mo au plus."
    return forms.FileField(
        label=label, required=required, help_text=f"{help_text} {sizes}".strip(), widget=forms.FileInput(attrs=accept)
    )


class RecordedForm(DsfrForm):
    """What an act signed since the application is in use asks besides."""

    reason = text_field("Motif, si la signature suit la mise en service de l’outil", required=False)
    paper = paper_field("Fichier signé, si la signature suit la mise en service de l’outil", required=False)

    def signed_file(self) -> SignedFile:
        """The argument `file` of `services.record`, taken out of the values of the form once it is valid."""
        sent, reason = self.cleaned_data.pop("paper"), self.cleaned_data.pop("reason")
        if not sent:
            return SignedFile(reason=reason)
        return SignedFile(reason=reason, name=sent.name, content=sent.read(MAX_BYTES + 1))


class PastForm(RecordedForm):
    """A convention signed before the tool."""

    field_order = [
        "kind", "state", "signed_on", "starts_on", "ends_on", "purpose", "authority", "referential_version",
    ]  # fmt: skip

    kind = forms.ChoiceField(label="Nature", choices=ConventionKind.choices)
    state = forms.ChoiceField(
        label="État",
        choices=[choice for choice in ConventionState.choices if choice[0] != ConventionState.DRAFT],
        help_text="L’état dans lequel elle se trouve aujourd’hui.",
    )
    signed_on = day_field("Signée le")
    starts_on = day_field("Début")
    ends_on = day_field("Terme", help_text="Telle qu’elle est : la durée n’est pas contrôlée.")
    purpose = text_field("Objet", required=False)
    authority = forms.CharField(
        label="Service signataire", required=False, max_length=160, help_text="Son nom à la signature (R-77)."
    )
    referential_version = forms.CharField(
        label="Version du référentiel d’indicateurs", required=False, max_length=40, help_text="Si elle est connue."
    )

    def past_convention(self) -> PastConvention:
        """The argument of `services.record`, once the form is valid."""
        return PastConvention(**{name: self.cleaned_data[name] for name in PastConvention.__dataclass_fields__})


class AmendmentForm(DsfrForm):
    """What an amendment adds to the programme and the amounts merged by the tool."""

    purpose = text_field("Objet particulier de l’avenant", required=False)


class PastAmendmentForm(RecordedForm, AmendmentForm):
    """An amendment signed before the tool."""

    signed_on = day_field("Signé le")
    field_order = ["signed_on", "purpose"]


class ExtensionForm(DsfrForm):
    """A founding convention extended (R-76)."""

    until = day_field("Prorogée jusqu’au")
    decided_on = day_field("Décidée le")


class InterimReviewForm(DsfrForm):
    """The State's review of one exercise (R-81)."""

    held_on = day_field("Bilan fait le")
    text = text_field("Bilan de l’exercice", rows=10)


class FinalReviewForm(DsfrForm):
    """The four parts of the final review (R-84), none required before its validation."""

    conformity = text_field("1. Conformité des résultats à l’objet et aux conditions", required=False, rows=6)
    framework = text_field("2. Conformité aux attentes du cadre de référence", required=False, rows=6)
    impact = text_field("3. Mesure de l’impact", required=False, rows=6)
    follow_up = text_field("4. Prolongements et suites", required=False, rows=6)

    @staticmethod
    def initial_of(review: FinalReview | None) -> dict[str, str]:
        """The initial data of the form."""
        return {name: getattr(review, name) for name in FinalReviewForm.base_fields} if review else {}


class RecordedAgreementForm(DsfrForm):
    """The agreement that the centre signed on paper, recorded by the region."""

    on = day_field("Date du papier signé par le centre")
    paper = paper_field("Papier signé par le centre")


class ObjectionForm(DsfrForm):
    """What the centre asks to change in the final review, or why it contests the agreement recorded for it."""

    text = text_field("Ce que dit le centre", rows=6)


class CopyForm(DsfrForm):
    """A signed copy: of the convention, or of one of its amendments."""

    amendment = forms.ModelChoiceField(
        label="Acte copié", queryset=Amendment.objects.none(), required=False, empty_label="La convention"
    )
    copy = paper_field("Copie signée")

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amendment"].queryset = convention.amendments.exclude(signed_on=None)
        self.fields["amendment"].label_from_instance = lambda amendment: f"Avenant n° {amendment.rank - 1}"


class CartographyForm(DsfrForm):
    """Who leads the cartography and who contributes."""

    led_by = forms.CharField(
        label="Pilote", required=False, max_length=160, help_text="Le service de l’État qui la conduit."
    )
    contributors = text_field("Contributeurs", required=False, help_text="Dont le centre (R-53).", rows=3)
    summary = text_field("Synthèse", required=False, rows=5)

    @staticmethod
    def initial_of(cartography: Cartography) -> dict[str, str]:
        """The initial data of the form."""
        return {name: getattr(cartography, name) for name in CartographyForm.base_fields}


class CartographyLineForm(DsfrForm):
    """One function of the territory (R-52)."""

    function = forms.CharField(
        label="Fonction", max_length=160, help_text="Par exemple observation, formation, ressources."
    )
    structures = text_field("Structures présentes", required=False, rows=2)
    finding = forms.ChoiceField(
        label="Constat", choices=[(value, label.capitalize()) for value, label in Finding.choices]
    )
    centre_role = text_field(
        "Rôle du centre",
        required=False,
        rows=2,
        help_text="Pourquoi le centre est mobilisé, ou pourquoi il ne l’est pas.",
    )
