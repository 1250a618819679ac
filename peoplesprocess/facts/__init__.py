"""Facts that several rooms need, each defined once as a query or a column expression."""
