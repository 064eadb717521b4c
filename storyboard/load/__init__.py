"""Text becomes a `Board`: a tree with places, checked against the schema, read into records."""
