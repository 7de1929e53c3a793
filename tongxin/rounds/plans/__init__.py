"""Plans before a festival: homes spread over visitors and days, moved by hand, confirmed."""
