"""A plain Django site over the same tables: what the framework itself costs, as a newcomer would write it.

No register, no rights beyond being signed in, no search keys, no translation. Its session and password are Django's own.
"""

APPLICATION = "bench.floor.wsgi:application"
