"""Trợ lý số: a Vietnamese assistant for online public services."""
