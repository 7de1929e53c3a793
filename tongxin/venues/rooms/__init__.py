"""Setting up venues: opening hours, equipment, closures."""
