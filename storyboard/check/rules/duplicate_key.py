"""A key stands twice in one mapping; YAML readers would drop one of them without a word.

    - prompt: A gull.
      prompt: Two gulls.

    - prompt: A gull.
    - prompt: Two gulls.

A key that comes in by a merge (`<<`) does not count: what is typed beside it holds.
"""

CODE = "SB105"
