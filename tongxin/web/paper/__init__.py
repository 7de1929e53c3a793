"""Paper: lists, register books, sheets and the year's report as PDF/A on A4, to be signed and filed.

A `Document` is what stands on paper, in words; `lists` makes one of a listing. `setting` measures its columns and lays its rows
down in parts, `printing` has each part set by typst in a child process with limits, and joins them. `answering` answers a request
at once, or has a long one printed by a job (`prints`). Its words are document, grid, volume, part, print. Decision 16.
"""
