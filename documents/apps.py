from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """How things are printed: French formats, workbooks, CSV, PDF, charts. Knows no other room."""

    name = "documents"
    verbose_name = "documents imprimés et tableaux"
