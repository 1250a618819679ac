"""Everything that a settlement has, as spreadsheets: for whoever sees it on its pages."""
