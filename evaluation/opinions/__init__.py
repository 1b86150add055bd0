"""Opinions: what is proposed, written, consulted on, communicated, answered and frozen."""
