"""Django's SQLite, with one thing more: the threads of a process take turns at writing, first come, first served.

SQLite has one writer at a time. Who finds it taken sleeps by SQLite's own back-off, longer each time up to a tenth of a
second, and asks again: whoever happens to come between goes first. With eight clients one of them waited for half a second.
"""
