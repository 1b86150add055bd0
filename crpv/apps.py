from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CrpvConfig(AppConfig):
    """Home, navigation, dashboard, publications, open data, API, demonstration."""

    name = "crpv"
    verbose_name = "accueil et tableau de bord"


NOT_ADMINISTERED = (
    "auth.Group",
    "dsfr.DsfrConfig",
    "django_tasks_database.DBTaskResult",
    "otp_totp.TOTPDevice",
    "otp_static.StaticDevice",
)


class CrpvAdminConfig(AdminConfig):
    """Django's own administration, opened by mandate instead of by a flag on the user."""

    default_site = "crpv.admin_site.CrpvAdminSite"

    def ready(self) -> None:
        """Leave out the models that nobody edits.

        Groups give no right (mandates do), the design system needs no settings of its own, the worker logs the failures
        of its queue of prints, and nobody reads the secrets of somebody else's second factor.
        """
        super().ready()
        admin.site.unregister([apps.get_model(name) for name in NOT_ADMINISTERED])


DSFR = "dsfr/dist"
UNUSED_OF_DSFR = (
    *(f"{DSFR}/{folder}/*" for folder in ("analytics", "artwork", "component", "core", "dsfr", "layout", "legacy")),
    *(f"{DSFR}/{folder}/*" for folder in ("scheme", "utility", "icons/icons*")),
    f"{DSFR}/dsfr.min.css", f"{DSFR}/dsfr.legacy*", f"{DSFR}/dsfr.nomodule*",
)  # fmt: skip


class TrimmedStaticFilesConfig(StaticFilesConfig):
    """Collect only the static files that pages or stylesheets name: a tenth of the design system.

    Its fonts stay whole, for the letters absent from our lighter ones.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, *UNUSED_OF_DSFR, "icon-picker*", "*.md", "*.map"]


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Compressed files under names that change with their content, in the `import` of a script too.

    Only those names are collected: a script that imported a plain one would not run at all.
    """

    support_js_module_import_aggregation = True
