"""One rule a file; the docstring is what `storyboard explain` shows."""
