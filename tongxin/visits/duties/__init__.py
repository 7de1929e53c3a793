"""Duties: homes to be visited, made from rules, people, events and days; wishes not to be visited."""
