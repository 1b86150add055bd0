"""What the apps add to a shared list when the site starts."""

import pytest

from accounts.registry import Registry


def test_items_come_in_the_order_added():
    registry = Registry()
    registry.add("b", "a")
    registry.add("c")
    assert (list(registry), len(registry)) == (["b", "a", "c"], 3)


def test_a_key_is_registered_once():
    registry = Registry(key=str.lower)
    registry.add("R-07")
    with pytest.raises(ValueError, match="r-07 is registered twice"):
        registry.add("r-07")
    assert list(registry) == ["R-07"]
