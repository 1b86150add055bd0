def funding_workbook(result, *, title, year, notes=()):
    return b"xlsx"
