"""The embedded store: one SQLite file through sqlite-utils, in WAL mode. All writes are in this package."""
