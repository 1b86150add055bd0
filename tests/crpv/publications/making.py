"""Ways to make publications, for tests that need one at a given stage."""

from crpv.models import Publication
from crpv.publications import acts
from crpv.publications.acts import Face
from tests.factories import MandateFactory

PERSPECTIVES = "Étendre le réseau outre-mer."
FACES = (Face(name="tableau-de-bord.pdf", media_type="application/pdf", content=b"%PDF-1.7 essai"),)


def national():
    """Somebody of the national staff."""
    return MandateFactory(role="national").user


def publish(year=2024, *, actor=None, is_public=False, perspectives=PERSPECTIVES, faces=FACES, at=None):
    """The dashboard of `year`, prepared, frozen and published."""
    actor = actor or national()
    publication = acts.prepare(year, actor=actor)
    return publish_open(publication, actor=actor, is_public=is_public, perspectives=perspectives, faces=faces, at=at)


def publish_open(publication, *, actor, is_public=False, perspectives=PERSPECTIVES, faces=FACES, at=None):
    """A prepared version, frozen and published."""
    acts.write(publication, perspectives=perspectives, actor=actor)
    frozen = acts.freeze(publication, actor=actor)
    return acts.enact(acts.ready_to_publish(frozen, is_public=is_public, actor=actor, at=at), faces, actor=actor)


def correct(publication, *, actor, reason="Un centre a corrigé ses chiffres.", **options):
    """The next version of a published dashboard, published."""
    return publish_open(acts.open_correction(publication, reason=reason, actor=actor), actor=actor, **options)


def states():
    """Year, version and state of every publication."""
    return list(Publication.objects.order_by("year", "version").values_list("year", "version", "state"))
