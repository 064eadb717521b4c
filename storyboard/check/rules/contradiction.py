"""Two keys of a shot exclude each other, since they make it two sorts of shot, or a key means nothing for the shot's sort.

    - extend: climb
      file: assets/sea.mp4        # existing footage cannot also be an extension

A default (from `defaults`) that does not apply to a shot is left out without a word; only what is typed on the shot
itself is an error.
"""

CODE = "SB203"
