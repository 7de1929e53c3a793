"""Booking venues: alone or in series, with approval and a waiting list, to the use that is recorded in the book."""
