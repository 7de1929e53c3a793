"""Filters of the shell."""
