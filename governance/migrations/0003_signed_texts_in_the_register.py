"""The texts that were frozen at their signature enter the register of published documents: they can be verified."""

import hashlib

from django.conf import settings
from django.db import migrations


def register_signed_texts(apps, schema_editor):
    """Those whose bytes are still those of their fingerprint; an altered one is not vouched for."""
    published = apps.get_model("documents", "PublishedDocument").objects
    papers = apps.get_model("governance", "ConventionDocument").objects.filter(kind="frozen")
    for paper in papers.select_related("convention__centre", "amendment").iterator(chunk_size=20):
        content = bytes(paper.content)
        family, kind, title = named(paper)
        if hashlib.sha256(content).hexdigest() == paper.sha256:
            published.get_or_create(
                reference=f"{family}-1",
                defaults={
                    "family": family, "version": 1, "kind": kind, "title": title, "published_at": paper.added_at,
                    "context_seal": paper.sha256, "sha256": paper.sha256, "content": content, "size": len(content),
                    "address": f"{settings.SITE_ADDRESS}/verifier/?reference={family}-1",
                },
            )  # fmt: skip


def named(paper):
    """The family, the kind and the title under which the text is registered."""
    convention, amendment = paper.convention, paper.amendment
    slug, name, first = convention.centre.slug, convention.centre.usual_name, convention.starts_on.year
    bound = f"{convention.get_kind_display()} {first}-{convention.ends_on.year} de {name}"
    if amendment is None:
        return f"CONV-{first}-{slug}-{convention.pk}", "convention", bound[0].upper() + bound[1:]
    of = "du" if convention.kind == "protocole" else "de la"
    family = f"AVENANT-{first + amendment.rank - 1}-{slug}-{convention.pk}"
    return family, "avenant", f"Avenant n° {amendment.rank - 1} {of} {bound}"


def forget_signed_texts(apps, schema_editor):
    apps.get_model("documents", "PublishedDocument").objects.filter(kind__in=("convention", "avenant")).delete()


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_french_spaces"), ("documents", "0001_published")]

    operations = [migrations.RunPython(register_signed_texts, forget_signed_texts, elidable=True)]
