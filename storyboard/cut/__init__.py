"""Takes on a timeline become one film: conformed segments, joined by copy, with one mix of sound."""
