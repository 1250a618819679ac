"""Spreadsheets in and out: typed cells, XLSX and CSV; it knows no table, no page and no language."""
