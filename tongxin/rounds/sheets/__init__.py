"""Round sheets to take along on paper."""
