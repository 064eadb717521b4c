"""A job failed while the film was rendered: the provider refused it, gave up on it, or sent back what cannot be used.

The place shown is the shot that the job was ordered for; what the provider said comes after the colon. Clips that other
jobs have brought are kept, so the next `storyboard render` orders only what is missing.
"""

CODE = "SB602"
