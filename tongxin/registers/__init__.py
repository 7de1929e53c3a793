"""The append-only books.

Owns the entry table, its head rows, salted field values, and the check that walks each chain. It knows no names
and no table above it: entries speak of accounts, people and needs by random references. Its words are register,
entry, serial number, amendment, void, commitment, head. Neighbours: every app above calls `record`.
"""
