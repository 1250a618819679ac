"""Running an installation: backups, restoring, drills, reminders, and deleting what is no longer needed."""
