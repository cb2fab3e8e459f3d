"""Reducing a package on which two engines differ to a small program on which they still do."""
