"""A key is not part of the language.

- promt: A gull.              # unknown

- prompt: A gull.             # `storyboard check --fix` writes the nearest key where it is sure
"""

CODE = "SB104"
