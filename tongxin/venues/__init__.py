"""Venues: reading room, service station, activity room, and who uses them when.

Owns venues with their opening hours and closures, bookings (alone or of a series) and what became of them. No two bookings hold one venue at
once: the database refuses it. Times are those of the wall clock in China; an end is exclusive, so 11:00 to 12:00 may follow 10:00 to
11:00. Neighbours: `groups` below; apps above book by the same actions and are told by `hooks` what became of it.
"""
