"""A file is not where the storyboard says. Paths start at the storyboard's own folder.

    images:
      rock: /home/mara/film/rock.png   # a place on one machine

    images:
      rock: assets/rock.png            # beside the storyboard, wherever that lies

The nearest name in the folder is suggested; a folder, and a file that may not be read, are no files either.
"""

CODE = "SB401"
