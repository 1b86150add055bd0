"""Open data sets: described, dated, under a free licence, every version available."""
