"""The bytes of the file are not text that can be read.

Storyboards are UTF-8; UTF-16 with a byte order mark is read too. An accent saved in an older encoding (Latin-1, GBK) is
the usual cause: open the file in that encoding and save it as UTF-8. Files of 64 MiB and more are refused.
"""

CODE = "SB103"
