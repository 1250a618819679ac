"""The sheet `scoring` of an XLSForm: figures, ranks, issues and requirements computed from answers."""
