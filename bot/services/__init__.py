"""Use cases over small ports. Domain and standard library only."""
