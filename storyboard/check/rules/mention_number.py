"""A numbered reference points past the end of its list. Names are safer: they are numbered by the compiler.

    elements: [mara]
    prompt: <<<element_2>>> waves.    # there is one

    prompt: <<<mara>>> waves.

Numbers count from 1 along the shot's own list; where the API counts frames as pictures, they come first.
"""

CODE = "SB314"
