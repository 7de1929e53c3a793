"""Tongxin: what a neighbourhood community does for its residents, recorded once."""
