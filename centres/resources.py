"""Import and export of the registry: centres, numbers of districts, median distances."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from import_export.fields import Field

from accounts.models import User
from centres.enums import DistanceMethod, Echelon, LegalForm, Vintage, Zone
from centres.models import (
    Centre,
    Commune,
    Department,
    DistrictCount,
    Identity,
    LeadRegion,
    MedianDistance,
    Perimeter,
    Region,
)
from centres.services import record_change, restate, restate_perimeter
from documents.spreadsheets.import_cells import (
    BooleanCell,
    ChoiceCell,
    DateCell,
    DecimalCell,
    IntegerCell,
    ReferenceCell,
    ReferencesCell,
    TextCell,
)
from documents.spreadsheets.resources import ExchangeResource


def column(title: str, attribute: str, cell: Any, **options: Any) -> Field:
    """One column of a table: its title in the file, the attribute of its value, the cell that reads it."""
    return Field(attribute=attribute, column_name=title, widget=cell, **options)


def centre_column() -> Field:
    """The column of the centre of a line."""
    return column("centre", "centre", ReferenceCell(Centre, "slug", "l’identifiant d’un centre", required=True))


class CentreResource(ExchangeResource):
    """One line per centre, with its facts of today. A dated fact changes from the day in `depuis_le` on."""

    guidance = (
        "Le nom, la forme, la structure porteuse, le siège, les départements et la région chef de file sont datés. "
        "Une ligne qui change l’un d’eux donne la date d’effet dans «\u00a0depuis_le\u00a0» et, si possible, sa "
        "source\u00a0: la date où le fait en cours a commencé le corrige\u202f; une date plus tardive le ferme et "
        "ouvre le suivant."
    )

    slug = column("identifiant", "slug", TextCell(required=True))
    usual_name = column("nom_usuel", "usual_name", TextCell(required=True))
    zone = column("zone", "zone", ChoiceCell(Zone, "une zone", required=True))
    echelon = column("echelon", "echelon", ChoiceCell(Echelon, "un échelon", required=True))
    is_island = column("insulaire", "is_island", BooleanCell(required=True))
    is_state_funded = column("finance_par_l_etat", "is_state_funded", BooleanCell(required=True))
    website = column("site", "website", TextCell())
    created_on = column("creation", "created_on", TextCell())
    closed_on = column("ferme_le", "closed_on", DateCell())
    note = column("note", "note", TextCell())
    to_confirm = column("a_confirmer", "to_confirm", BooleanCell(required=True))
    name = column("nom", "fact_name", TextCell(required=True))
    legal_form = column("forme", "fact_legal_form", ChoiceCell(LegalForm, "une forme juridique", required=True))
    carrier = column("structure_porteuse", "fact_carrier", TextCell())
    seat = column("siege", "fact_seat", ReferenceCell(Commune, "code", "le code d’une commune du référentiel"))
    address = column("adresse", "fact_address", TextCell())
    departments = column(
        "departements", "fact_departments", ReferencesCell(Department, "code", "un code de département", required=True)
    )
    lead = column("region_chef_de_file", "fact_region", ReferenceCell(Region, "code", "le code d’une région"))
    since = column("depuis_le", "fact_since", DateCell())
    source = column("source", "fact_source", TextCell())

    class Meta(ExchangeResource.Meta):
        model = Centre
        import_id_fields = ("slug",)
        fields = (
            "slug", "usual_name", "name", "zone", "echelon", "legal_form", "carrier", "seat", "address", "departments",
            "lead", "is_island", "is_state_funded", "website", "created_on", "closed_on", "note", "to_confirm",
            "since", "source",
        )  # fmt: skip

    def filter_export(self, queryset: QuerySet, **kwargs: Any) -> QuerySet:
        return with_today(queryset)

    def export_resource(self, instance: Centre, *args: Any, **kwargs: Any) -> list[Any]:
        set_facts_of_today(instance)
        return super().export_resource(instance, *args, **kwargs)

    def after_init_instance(self, instance: Centre, *args: Any, **kwargs: Any) -> None:
        set_facts_of_today(instance)

    def validate_instance(
        self, instance: Centre, import_validation_errors: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """A line that changes a dated fact must give the day of the change."""
        faults = dict(import_validation_errors or {})
        if changed_facts(instance) and instance.fact_since is None and "fact_since" not in faults:
            faults["fact_since"] = ValidationError(
                "donnez la date d’effet\u202f: cette ligne change le nom, la forme, la structure porteuse, le siège, "
                "les départements ou la région chef de file."
            )
        super().validate_instance(instance, faults, **kwargs)

    def after_save_instance(self, instance: Centre, row: Any, **kwargs: Any) -> None:
        write_changed_facts(instance)

    def after_writing(self, rows: list[Centre], actor: User | None) -> None:
        for centre in rows:
            record_change(actor, centre, "Import du tableau des centres.")


IDENTITY = ("fact_name", "fact_legal_form", "fact_carrier", "fact_seat", "fact_address")
DATED = (*IDENTITY, "fact_departments", "fact_region")


def with_today(centres: QuerySet) -> QuerySet:
    """The centres with their dated facts of today, in three queries whatever their number."""
    today = timezone.localdate()
    return centres.prefetch_related(
        Prefetch("identities", Identity.objects.on(today).select_related("seat"), to_attr="identities_now"),
        Prefetch("perimeters", Perimeter.objects.on(today).select_related("department"), to_attr="perimeters_now"),
        Prefetch("lead_regions", LeadRegion.objects.on(today).select_related("region"), to_attr="leads_now"),
    )


def set_facts_of_today(centre: Centre) -> None:
    """Set the attributes `fact_…` that the columns read: the dated facts of today (3 queries unless prefetched)."""
    if centre.pk and not hasattr(centre, "identities_now"):
        prefetched = with_today(Centre.objects.filter(pk=centre.pk)).get()
        for name in ("identities_now", "perimeters_now", "leads_now"):
            setattr(centre, name, getattr(prefetched, name))
    identity = next(iter(getattr(centre, "identities_now", [])), None) or Identity(name="", legal_form="")
    lead = next(iter(getattr(centre, "leads_now", [])), None)
    departments = [row.department for row in getattr(centre, "perimeters_now", [])]
    centre.fact_name, centre.fact_legal_form, centre.fact_carrier = identity.name, identity.legal_form, identity.carrier
    centre.fact_seat, centre.fact_address = identity.seat, identity.address
    centre.fact_departments = tuple(sorted(departments, key=lambda department: department.code))
    centre.fact_region = lead and lead.region
    centre.fact_since, centre.fact_source = None, ""
    centre.fact_before = {name: getattr(centre, name) for name in DATED}


def changed_facts(centre: Centre) -> set[str]:
    """The dated facts that the line changes."""
    return {name for name in DATED if getattr(centre, name) != centre.fact_before[name]}


def write_changed_facts(centre: Centre) -> None:
    """Write the dated facts that the line changes, from `fact_since` on; ValidationError names the columns at fault."""
    changed, source = changed_facts(centre), {"source": centre.fact_source}
    identity = {name.removeprefix("fact_"): getattr(centre, name) for name in IDENTITY}
    dated = {"centre": centre, "valid_from": centre.fact_since, **source}
    try:
        if changed.intersection(IDENTITY):
            restate(_first(centre, "identities_now"), Identity(**identity, **dated))
        if "fact_region" in changed:
            restate(_first(centre, "leads_now"), LeadRegion(region=centre.fact_region, **dated))
        if "fact_departments" in changed:
            restate_perimeter(centre, centre.fact_departments, centre.fact_since, **source)
    except ValidationError as error:
        # The faults of a dated row, under the columns of the line.
        if not hasattr(error, "error_dict"):
            raise ValidationError({"fact_since": error.messages}) from error
        columns = {"valid_from": "fact_since", "valid_to": "fact_since", "__all__": "fact_since"}
        faults = error.message_dict.items()
        raise ValidationError({columns.get(name, f"fact_{name}"): messages for name, messages in faults}) from error


def _first(centre: Centre, name: str) -> Any:
    return next(iter(getattr(centre, name, [])), None)


FACT_GUIDANCE = (
    "Une ligne par centre et par période. Pour une valeur nouvelle, fermez la précédente («\u00a0jusqu_au\u00a0») "
    "dans une ligne placée avant celle qui ouvre la suivante."
)


class CentreFactResource(ExchangeResource):
    """A table of dated figures, several lines per centre; a line is identified by its centre and its first day."""

    class Meta(ExchangeResource.Meta):
        import_id_fields = ("centre", "valid_from")

    def filter_export(self, queryset: QuerySet, **kwargs: Any) -> QuerySet:
        return queryset.select_related("centre")

    def after_writing(self, rows: list[Any], actor: User | None) -> None:
        for row in rows:
            record_change(actor, row.centre, f"Import\u00a0: {row}.")


class DistrictCountResource(CentreFactResource):
    """How many priority districts each centre covers, by official list and by period."""

    guidance = FACT_GUIDANCE

    centre = centre_column()
    vintage = column("liste", "vintage", ChoiceCell(Vintage, "une liste officielle", required=True))
    count = column("quartiers", "count", IntegerCell(required=True))
    valid_from = column("depuis_le", "valid_from", DateCell(required=True))
    valid_to = column("jusqu_au", "valid_to", DateCell())
    source = column("source", "source", TextCell(required=True))
    to_confirm = column("a_confirmer", "to_confirm", BooleanCell(required=True))
    required_columns = ("liste", "quartiers", "source")

    class Meta(CentreFactResource.Meta):
        model = DistrictCount
        fields = ("centre", "vintage", "count", "valid_from", "valid_to", "source", "to_confirm")


class MedianDistanceResource(CentreFactResource):
    """The median of each centre's distances, by period, with its method and its source (R-95)."""

    guidance = FACT_GUIDANCE

    centre = centre_column()
    km = column("km", "km", DecimalCell(digits=7, places=1, unit="km", required=True))
    method = column("methode", "method", ChoiceCell(DistanceMethod, "une méthode", required=True))
    valid_from = column("depuis_le", "valid_from", DateCell(required=True))
    valid_to = column("jusqu_au", "valid_to", DateCell())
    source = column("source", "source", TextCell(required=True))
    to_confirm = column("a_confirmer", "to_confirm", BooleanCell(required=True))
    required_columns = ("km", "methode", "source")

    class Meta(CentreFactResource.Meta):
        model = MedianDistance
        fields = ("centre", "km", "method", "valid_from", "valid_to", "source", "to_confirm")
