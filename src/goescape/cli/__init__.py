"""The command line. Everything heavy is imported when it is needed: start-up is part of speed."""
