"""The table of days: which days are worked, from where that is known, and how sure it is.

Owns the days from 2000 to 2056. Its words are working day, make-up day (调休), provisional. Rules of other apps
take days as an argument. Neighbours: `needs` counts due dates on it.
"""
