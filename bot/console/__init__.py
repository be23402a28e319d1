"""The officers' console under `/console/`: server-rendered pages. How to add one: docs/console.md."""
