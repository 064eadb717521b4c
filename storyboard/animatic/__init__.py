"""A request drawn as a clip: the free animatic that people judge a cut by. Start at `clip.py`."""
