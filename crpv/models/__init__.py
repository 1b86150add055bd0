"""What the roof keeps: the publications of the national dashboard, and who passed them on."""

from crpv.models.publication import Publication, PublicationFile, RegionalEdition, Transmission

__all__ = ["Publication", "PublicationFile", "RegionalEdition", "Transmission"]
