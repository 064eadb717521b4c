"""The YAML is readable, but it is no storyboard.

A storyboard is one document, a mapping with `shots` or `scenes`. Tags (`!!python/…`), keys that are lists, aliases
inside their own anchors and more than 64 levels of nesting are refused.

    - A gull.                     # a list at the top

    shots:
      - A gull.                   # the list under its key
"""

CODE = "SB102"
