"""A film and its orders against the rules: diagnostics, one rule a file, the folder is the list."""
