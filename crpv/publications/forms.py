"""Forms of a publication."""

from __future__ import annotations

from django import forms

from crpv.models.publication import LONGEST_PERSPECTIVES
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import day_field

WRITING = (
    "Une ligne vide sépare deux paragraphes. Un tiret au début d’une ligne fait une liste, deux dièses (## ) un "
    "intertitre, deux étoiles de chaque côté (**mot**) du gras."
)


class DashboardYearForm(DsfrForm):
    """Which dashboard to prepare."""

    year = forms.IntegerField(label="Année", min_value=2015, max_value=2100, help_text="Une année finie.")


class PerspectivesForm(DsfrForm):
    """The perspectives of the year to come (R-140)."""

    perspectives = forms.CharField(
        label="Perspectives",
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=LONGEST_PERSPECTIVES,
        required=False,
        help_text=WRITING,
    )


class PublishForm(DsfrForm):
    """Who reads the dashboard: decided once, at its publication."""

    readers = forms.ChoiceField(
        label="À qui ouvrir ce tableau de bord",
        choices=[
            ("partners", "Au réseau : toute personne qui a un mandat dans l’application"),
            ("public", "Au public : page lisible sans connexion, chiffres en données ouvertes"),
        ],
        widget=forms.RadioSelect,
        help_text=(
            "Ouvert au public, il nomme les centres dans un seul tableau, celui des indices et des montants théoriques "
            "de l’exercice adopté, que chacun peut lire (R-13). Rien de ce qu’un centre nommé a répondu n’y paraît."
        ),
    )

    @property
    def is_public(self) -> bool:
        return self.cleaned_data["readers"] == "public"


class PassOnForm(DsfrForm):
    """The day and the way a region transmitted the consolidated figures (R-141)."""

    on = day_field("Transmis le")
    note = forms.CharField(
        label="À qui, et comment", max_length=300, required=False,
        help_text="Par exemple\u00a0: courriel à tous les membres des instances.",
    )  # fmt: skip
