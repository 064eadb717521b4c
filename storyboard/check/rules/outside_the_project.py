"""A path leads out of the project folder: it is absolute, climbs with `..`, starts with `~`, or passes a link that leads out.

Storyboards come from pull requests, and what they name is sent to a provider; so nothing outside the folder is ever
opened. Copy the file into the project.
"""

CODE = "SB402"
