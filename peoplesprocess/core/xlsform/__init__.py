"""XLSForms: their sheets read into typed questions, their expressions, and answers judged by them."""
