"""Ways to make publications, for tests that need one at a given stage."""

from decimal import Decimal

from django.utils import timezone

from crpv.models import Publication
from crpv.publications import services
from crpv.publications.exports.formats import DataFile, data_files
from evaluation.enums import CollectionState
from evaluation.models import Campaign, Collection, Indicator, Value
from evaluation.models.collection import default_dates
from evaluation.referential.load import load_referential
from evaluation.summaries.services import refresh
from tests.factories import MandateFactory, UserFactory

PERSPECTIVES = "Étendre le réseau outre-mer."
FILES = (DataFile(name="tableau-de-bord.csv", media_type="text/csv", content=b"Rubrique;Valeur"),)
SESSIONS = "AC-01"


def collected(year, *centres, sessions=120):
    """The campaign of `year`: the first centre is verified with `sessions` half-days, the others have not answered."""
    campaign = Campaign.objects.create(year=year, referential=load_referential(), **default_dates(year))
    verified, *others = centres
    form = Collection.objects.create(
        campaign=campaign, centre=verified, state=CollectionState.VERIFIED, submitted_at=timezone.now(),
        verified_at=timezone.now(), certified_by=UserFactory(),
    )  # fmt: skip
    for centre in others:
        Collection.objects.create(campaign=campaign, centre=centre)
    report(form, sessions)
    return campaign


def report(form, sessions):
    """What the form says of half-days, the summaries of its year kept again."""
    indicator = Indicator.objects.get(referential=form.campaign.referential, code=SESSIONS)
    Value.objects.update_or_create(collection=form, indicator=indicator, defaults={"value": Decimal(sessions)})
    refresh(form.campaign.year)


def data_files_of(ready):
    """Every true face but the PDF, which takes seconds: for tests that read data."""
    return list(data_files(ready))


def national():
    """Somebody of the national staff."""
    return MandateFactory(role="national").user


def publish(year=2024, *, actor=None, is_public=False, perspectives=PERSPECTIVES, files=FILES, at=None):
    """The dashboard of `year`, prepared, frozen and published."""
    actor = actor or national()
    publication = services.prepare(year, actor=actor)
    return publish_open(publication, actor=actor, is_public=is_public, perspectives=perspectives, files=files, at=at)


def publish_open(publication, *, actor, is_public=False, perspectives=PERSPECTIVES, files=FILES, at=None):
    """A prepared version, frozen and published."""
    services.write(publication, perspectives=perspectives, actor=actor)
    frozen = services.freeze(publication, actor=actor)
    ready = services.ready_to_publish(frozen, is_public=is_public, actor=actor, at=at)
    return services.publish_with_files(ready, files(ready) if callable(files) else files, actor=actor)


def correct(publication, *, actor, reason="Un centre a corrigé ses chiffres.", **options):
    """The next version of a published dashboard, published."""
    return publish_open(services.open_correction(publication, reason=reason, actor=actor), actor=actor, **options)


def states():
    """Year, version and state of every publication."""
    return list(Publication.objects.order_by("year", "version").values_list("year", "version", "state"))
