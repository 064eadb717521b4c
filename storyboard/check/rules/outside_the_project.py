"""A path leads out of the project folder: it is absolute, climbs with `..`, starts with `~`, or passes a link that leads out.

    still: ../../shared/rock.png

    still: assets/rock.png        # a copy in the project

Storyboards come from pull requests, and what they name is sent to a provider; so nothing outside the folder is ever
opened. `assets/../rock.png` stays inside and is fine.
"""

CODE = "SB402"
