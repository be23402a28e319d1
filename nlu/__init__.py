"""Rasa components for Vietnamese as residents type it; one component a file."""
