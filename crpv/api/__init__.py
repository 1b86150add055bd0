"""Read-only API, version 1: documented and checked from the description of its endpoints."""
