"""Illness and major events in families, reported, corrected, declared void."""
