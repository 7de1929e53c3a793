"""The demo: two invented communities with a past year, made by calling the same actions with dates in the past."""
