"""The page shell and what every page is built from: tables, forms, charts, errors, exports.

Owns no table. Apps above declare their place in the rail (`navigation`), their tables (`tables`) and forms.
"""
