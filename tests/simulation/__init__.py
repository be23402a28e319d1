"""The simulator: residents who use the running assistant through a stand-in of a platform, and what became of it."""
