"""Pictures, and papers as pictures, beside any row: stored clean, fingerprinted in the chain, shown to whom the row is shown.

Owns the stored file and its bytes. Its words are file, kind of file, picture, fingerprint, kept until. An app above
declares what its files are (`kinds.declare`) and asks `keeping.keep` within its own action. Neighbours: `almanac` below,
`people` above; it knows no row that a file stands beside.
"""
