"""Reasons to visit, the versions of their rules, and which worker looks after which building."""
