"""The books on the shelf, the start page, and the year-end report.

Owns no table: it lays out the registers, tables and figures that the apps below declare. Its words are book, figure,
rows, year-end report (工作总结).
"""
