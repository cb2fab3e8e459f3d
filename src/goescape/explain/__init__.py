"""Records → causes in words. Knows nothing of the engine that made the records."""
