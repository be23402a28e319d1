"""Thin Rasa actions: read the tracker, ask a service, utter its answer. One action a file."""
