"""Published dashboards: versions, regional editions, files, transmissions."""

from crpv.models.publication import Publication, PublicationFile, RegionalEdition, Transmission

__all__ = ["Publication", "PublicationFile", "RegionalEdition", "Transmission"]
