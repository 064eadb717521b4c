"""A mapping lacks a key without which it means nothing.

    dialogue:
      - line: Hold your course.   # who says it?

    dialogue:
      - {who: mara, line: Hold your course.}

What each key means is in the schema, which editors show when the file begins with its schema line.
"""

CODE = "SB107"
