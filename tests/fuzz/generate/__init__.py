"""Random Go programs that compile. ``program.generate(seed)`` gives the files of one; the same for the same seed."""
