"""Taking in the sheets that communities keep: read, match columns, judge rows, write them in one go."""
