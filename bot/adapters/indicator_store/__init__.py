"""The indicator's own SQLite file: roll-ups of the usage log by period, made by one writer, read by pages and exports.

The log is attached read-only, so that computing never holds up a turn.
"""
