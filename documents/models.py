"""The register of published documents: their bytes and fingerprints, which never change."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.models import F, Q

from documents.published.write_once import WriteOnce, WriteOnceQuerySet


class PublishedDocument(WriteOnce):
    """A published document. `family` is its reference without version; a `supplement` (« R », a reply) is another
    document of the same version, after it."""

    reference = models.CharField("référence", max_length=100, unique=True)
    family = models.CharField("famille", max_length=90, db_index=True)
    version = models.PositiveSmallIntegerField("version")
    supplement = models.CharField("complément", max_length=1, blank=True)
    kind = models.CharField("nature", max_length=60)
    title = models.CharField("titre", max_length=250)
    published_at = models.DateTimeField("publié le")
    context_seal = models.CharField("empreinte du contenu figé", max_length=64)
    address = models.URLField(
        "adresse imprimée", max_length=300, help_text="Où le document dit qu’il peut être vérifié."
    )
    sha256 = models.CharField("SHA-256 des octets", max_length=64, db_index=True)
    content = models.BinaryField("octets")
    size = models.PositiveIntegerField("taille, en octets")

    fingerprints = {"sha256": "content"}

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        verbose_name = "document publié"
        verbose_name_plural = "documents publiés"
        ordering = ["family", "version", "supplement"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "version", "supplement"], name="published_version_unique",
                violation_error_message="Cette version a déjà été publiée.",
            ),
            models.CheckConstraint(
                name="published_bears_its_fingerprints",
                condition=~Q(context_seal="") & ~Q(sha256="") & Q(size__gt=0),
                violation_error_message="Un document publié porte ses deux empreintes et son contenu.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    def own_faults(self) -> Iterator[str]:
        """The fault of its length when it has changed, otherwise that of its fingerprint."""
        if len(self.content) == self.size:
            yield from super().own_faults()
        else:
            yield f"{len(self.content)} octets gardés au lieu de {self.size}."

    def later(self) -> PublishedDocument | None:
        """The last document of the same family, when it comes after this one (1 query)."""
        after = Q(version__gt=self.version) | Q(version=self.version, supplement__gt=self.supplement)
        family = PublishedDocument.objects.light().filter(after, family=self.family)
        return family.order_by(F("version").desc(), F("supplement").desc()).first()
