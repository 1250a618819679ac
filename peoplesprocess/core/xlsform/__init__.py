"""XLSForms: sheets read into typed questions, their expressions, and the validation of answers."""
