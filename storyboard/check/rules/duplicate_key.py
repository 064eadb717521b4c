"""A key stands twice in one mapping; YAML readers would drop one of them without a word.

- prompt: A gull.
  prompt: Two gulls.
"""

CODE = "SB105"
