"""A template cannot be read, fails, or would go on without end.

Templates are Jinja2 in a sandbox: variables, conditions, loops and a list of harmless filters. They see no files, no
environment, no clock and no chance, and a text may have at most 20,000 characters.
"""

CODE = "SB206"
