"""A `Board` becomes a `Film`: every shot explicit. `PASSES` in `film.py` has the order."""
