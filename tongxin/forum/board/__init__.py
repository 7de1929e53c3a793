"""What anybody may read of suggestions: the words that were approved for it, masked names, days."""
