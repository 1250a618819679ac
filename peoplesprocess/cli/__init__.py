"""The commands `flask --app wsgi …`. Those that report something take --json."""
