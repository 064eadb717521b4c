"""The bytes of the file are not text that can be read.

Storyboards are UTF-8; UTF-16 with a byte order mark is read too.
"""

CODE = "SB103"
