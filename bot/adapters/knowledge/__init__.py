"""The officers' knowledge: YAML over the shipped data, under version (docs/adr/0010)."""
