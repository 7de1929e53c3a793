"""Fellowship groups: volunteers who serve residents with what they do best.

Owns groups under neutral service names, what each offers, its members with their consent, and volunteers' hours.
A roster is visible to its leader and the deputy only. Neighbours: `people` below, `needs` and `activities` above.
"""
