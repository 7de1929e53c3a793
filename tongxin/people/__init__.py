"""Residents, their households, and what they agreed to.

Owns persons, households (GB/T 4761 relations), served categories with their consent, the log of who opened whose
file, the search keys, and the import of the sheets that communities keep. There is no field for belief, opinion,
party or ethnic group, and there will be none. Neighbours: `communities` below, `groups` and `needs` above.
"""
