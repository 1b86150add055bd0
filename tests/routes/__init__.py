"""Who opens which address: one file per room, read by `tests/test_routes.py`."""
