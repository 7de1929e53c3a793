"""Rounds: who visits which home on which day.

Owns plans before a festival, the spreading of homes over visitors and days, round sheets, and calendar feeds. Its words
are plan, visitor, stop, round, sheet, feed. Neighbours: `visits` below, whose duties it gives a visitor and a day.
"""
