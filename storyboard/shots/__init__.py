"""What sorts of shot there are, one file each; the folder is the list (see `catalogue.py`)."""
