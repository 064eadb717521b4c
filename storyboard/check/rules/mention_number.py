"""A numbered reference points past the end of its list. Names are safer: they are numbered by the compiler.

elements: [mara]
prompt: <<<element_2>>> waves.    # there is one

prompt: <<<mara>>> waves.
"""

CODE = "SB314"
