"""A name is used that nothing declares: an element, picture, voice, look, variable, shot or profile.

prompt: <<<maar>>> climbs.    # the nearest declared name is suggested

prompt: <<<mara>>> climbs.
"""

CODE = "SB202"
