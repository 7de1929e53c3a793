"""Activities: what was held, for whom, by which groups, with whose hours.

Owns activities and the groups that took part; each is a line of the activity register. The year plan, training and
venues will join it. Neighbours: `groups` below, `reports` above.
"""
