"""Visits made, recorded at the desk or on a phone; who went, what was given."""
