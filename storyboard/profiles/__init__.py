"""How to reach an API: one folder a profile, and what all of them share (tables, credentials, HTTP, faults)."""
