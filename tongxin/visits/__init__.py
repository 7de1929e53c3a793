"""Must-visits (四必访): which homes are to be visited, by when and why; the visits made; goods and money given.

Owns visit reasons with the versions of their rules, events in families, duties, visits, gifts, wishes not to be visited,
plans before a festival, calendar feeds, and the inbox of what phones send. Its words are reason, rule, event, duty,
window, call, visit, gift, wish, plan, round, submission. Neighbours: `people` and `groups` below; a visit may record a
need, so it stands above `needs`.
"""
