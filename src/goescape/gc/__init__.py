"""The real toolchain as an oracle: run it, split what it prints, turn it into the records of ``result``."""
