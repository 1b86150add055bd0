"""Dates as the administration pages write them: in figures, since Django has no word for « 1er janvier »."""

DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "d/m/Y H:i"
MONTH_DAY_FORMAT = "d/m"
