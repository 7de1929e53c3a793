"""The page for phones: its shell, its worker, its sentences, and what it says to the server."""
