"""A file is not where the storyboard says. Paths start at the storyboard's own folder."""

CODE = "SB401"
