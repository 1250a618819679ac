"""Commands: `flask --app wsgi …`, each beside others about the same thing. Those that report take --json."""
