"""A secret address under which a calendar shows how many homes wait on which day."""
