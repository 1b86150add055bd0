"""Published dashboards: preparation, frozen figures, publication and its files, corrections, transmission."""
