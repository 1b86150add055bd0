"""The life of a dashboard: prepared, frozen, published, passed on; its faces; its corrections."""
