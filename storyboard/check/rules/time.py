"""A duration is not one: `5`, `5s`, `2.5s` and `00:00:05:12` (timecode at the film's frame rate) are.

    duration: 5 seconds

    duration: 5s

It must be more than nothing and less than ten hours; the frames of a timecode are fewer than the frame rate.
"""

CODE = "SB501"
