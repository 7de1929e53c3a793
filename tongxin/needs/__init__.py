"""Needs (需求): from the desk to a group, to a volunteer, to done and confirmed.

Owns needs, offers of a need to a group, pauses of its clock, and incidents passed to the police. Its words are
reception, need, offer, answer, done, confirmed, reopened. Neighbours: `groups` and `people` below, `reports` above.
"""
