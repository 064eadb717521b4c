"""A duration is not one: `5`, `5s`, `2.5s` and `00:00:05:12` (timecode at the film's frame rate) are."""

CODE = "SB501"
