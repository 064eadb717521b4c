"""A name is used that nothing declares: an element, picture, voice, look, variable, shot or profile.

    prompt: <<<maar>>> climbs.    # the nearest declared name is suggested

    prompt: <<<mara>>> climbs.

Names are declared under `elements`, `images`, `videos`, `audio`, `voices`, `looks` and `vars`; a shot's is its `shot`.
"""

CODE = "SB202"
