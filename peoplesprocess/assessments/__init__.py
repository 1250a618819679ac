"""Assessments: XLSForms of programmes, filled in on pages or telephones, scored and ranked."""
