"""The roof stands on the rooms below: their exercises serve here too."""

from tests.funding.conftest import adopted, draft, network, scale

__all__ = ["adopted", "draft", "network", "scale"]
