"""Suggestions (意见建议): from what somebody says to an answer that anybody may read.

Owns suggestions, the versions of their answers, and what of them stands on the public board. Its words are taken down, in charge,
answer, approved, given, published, merged. Neighbours: `activities`, `needs`, `groups`, `people` below, `reports` above.
"""
