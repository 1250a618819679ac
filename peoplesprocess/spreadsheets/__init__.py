"""Reading and writing spreadsheets: typed cells, XLSX and CSV; independent of tables, pages and languages."""
