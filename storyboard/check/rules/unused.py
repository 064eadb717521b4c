"""An element or voice is declared and never used; nothing is made or paid for it.

    elements:
      mara: {id: "146"}
    shots:
      - A keeper climbs.            # who? the model draws somebody else

    elements:
      mara: {id: "146"}
    shots:
      - <<<mara>>> climbs.

While the storyboard has errors nothing is said of this, since what was refused may have been the use.
"""

CODE = "SB902"
