"""Speed where the user feels it, beside a plain Django site on the same tables, the same server, in the same run: `make bench`.

`__main__` reads the options and prints; `worlds` keeps what `world` builds; `pages`, `duties`, `importing`, `phones` measure, each in
a process of its own on a fresh copy of a world; `floor` is the plain site.
"""
