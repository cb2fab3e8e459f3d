"""Contracts, budgets and baselines: what records are held to."""
