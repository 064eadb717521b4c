"""An address stands where only a file can: footage and stills are cut on this machine.

    - file: https://example.org/sea.mp4

    - file: assets/sea.mp4         # downloaded once, and kept with the storyboard

Pictures and videos that are only sent to the provider may be addresses.
"""

CODE = "SB403"
