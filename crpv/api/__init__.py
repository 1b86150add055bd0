"""The read-only interface for programs, version 1: described once, documented and checked from that description."""
