"""Tenants and the people who work in them.

Owns sub-districts (街道), communities (社区), accounts with their post, line of work and role, and the record of
daily work (工作情况记录册). It makes the Actor and opens the scope for each request. Neighbours: `registers` below;
every app above hangs its rows on `TenantModel`.
"""
