"""The tables printed at the adoption of an exercise enter the register of published documents: they can be verified."""

import hashlib

from django.conf import settings
from django.db import migrations


def register_adopted_tables(apps, schema_editor):
    """Those whose bytes are still those of their fingerprint; an altered one is not vouched for."""
    published = apps.get_model("documents", "PublishedDocument").objects
    for paper in apps.get_model("funding", "RoundDocument").objects.select_related("round").iterator(chunk_size=20):
        exercise, content = paper.round, bytes(paper.content)
        family = f"FIN-{exercise.year}-national"
        if hashlib.sha256(content).hexdigest() == paper.sha256:
            published.get_or_create(
                reference=f"{family}-{exercise.version}",
                defaults={
                    "family": family, "version": exercise.version, "kind": "tableau de financement",
                    "title": f"Financement {exercise.year}\u00a0: budgets socles et planchers",
                    "published_at": exercise.adopted_at, "context_seal": exercise.seal, "sha256": paper.sha256,
                    "content": content, "size": len(content),
                    "address": f"{settings.SITE_ADDRESS}/verifier/?reference={family}-{exercise.version}",
                },
            )  # fmt: skip


def forget_adopted_tables(apps, schema_editor):
    apps.get_model("documents", "PublishedDocument").objects.filter(kind="tableau de financement").delete()


class Migration(migrations.Migration):
    dependencies = [("funding", "0004_french_spaces"), ("documents", "0001_published")]

    operations = [migrations.RunPython(register_adopted_tables, forget_adopted_tables, elidable=True)]
