"""A mapping lacks a key without which it means nothing.

dialogue:
  - line: Hold your course.   # who says it?

dialogue:
  - {who: mara, line: Hold your course.}
"""

CODE = "SB107"
