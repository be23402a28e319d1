"""Figures of speed and memory; nothing here is a timed test."""
