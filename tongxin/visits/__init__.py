"""Must-visits (四必访): which homes are to be visited, by when and why; the visits made; goods and money given.

Owns visit reasons with the versions of their rules (`reasons`), events in families (`events`), duties and wishes not to be
visited (`duties`), visits and gifts (`calls`). Its words are reason, rule, event, duty, window, wish, call, visit, gift.
Neighbours: `people`, `phones` and `groups` below; a visit may record a need, so it stands above `needs`; `rounds` above
gives duties their visitor and day.
"""
