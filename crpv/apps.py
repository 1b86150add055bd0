from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class CrpvConfig(AppConfig):
    """The roof: home, navigation, dashboard, demonstration."""

    name = "crpv"
    verbose_name = "accueil et tableau de bord"


class CrpvAdminConfig(AdminConfig):
    """Django's own administration, opened by mandate instead of by a flag on the user."""

    default_site = "crpv.admin_site.CrpvAdminSite"


class TrimmedStaticFilesConfig(StaticFilesConfig):
    """Only what the pages use: the design system ships four times that, and collecting it all takes a minute."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "analytics", "component", "core", "layout", "legacy", "scheme", "icon-picker", "pictograms", "artwork",
        "*.md", "*.map", "*.legacy.*", "*.nomodule.*", "*.print.*", "Spectral-*", "*.woff",
    ]  # fmt: skip
