"""What somebody suggests, and the way to its answer."""
