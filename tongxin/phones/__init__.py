"""The way in from a phone without a network, for any kind of item that an app above declares (`items.declare`).

Owns what phones sent (submissions), their sealed pictures, the page for phones with its worker, and the pages on which the
office decides on what could not be taken. Its words are item, seal, envelope, ticket, receipt, submission, held, take,
refuse, flag, take along. Neighbours: `people` below (a phone number heard at the door), `groups` above; it knows no kind of
item by name.
"""
