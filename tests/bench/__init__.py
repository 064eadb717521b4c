"""Benchmarks: what is promised about speed, measured against a named rival in the same run."""
