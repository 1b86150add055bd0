"""The same world as the interface for programs."""

from tests.crpv.api.conftest import adopted, campaign, draft, network, scale, world

__all__ = ["adopted", "campaign", "draft", "network", "scale", "world"]
