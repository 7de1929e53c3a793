"""Django's backend for PostgreSQL with one thing changed: tables of a community are keyed by their community first.

`PRIMARY KEY (community_id, id)` and keys from one such table to another as `(community_id, x_id)` let the database itself
refuse a row that points into another community, and let a cluster of servers (the extension Citus) divide the rows by
community. Development, tests and production all run on it; `docs/decisions/0012-keys-with-the-community.md` says why.
"""
