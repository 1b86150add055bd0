"""What anybody may reuse: data sets under a free licence, described, dated, kept version by version."""
