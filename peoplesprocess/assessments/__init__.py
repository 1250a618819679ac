"""Forms that programmes ask with: XLSForms in use, filled in on pages or telephones, scored and ranked."""
