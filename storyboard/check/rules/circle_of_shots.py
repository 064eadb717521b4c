"""Shots wait for one another in a circle, so that none can be made first. Every place in the circle is shown.

    - {shot: a, first_frame: {last_frame_of: b}}
    - {shot: b, first_frame: {last_frame_of: a}}

    - {shot: a, first_frame: rock}
    - {shot: b, first_frame: {last_frame_of: a}}

Let one shot of the circle begin from a picture, or from words alone.
"""

CODE = "SB205"
