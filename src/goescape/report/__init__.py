"""Renderers: records in, text out. One output format per file."""
