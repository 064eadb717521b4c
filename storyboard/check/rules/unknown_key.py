"""A key is not part of the language.

    - promt: A gull.              # unknown

    - prompt: A gull.             # `storyboard check --fix` writes the nearest key where it is sure

What only the API knows, and this language does not, goes under `extra`.
"""

CODE = "SB104"
