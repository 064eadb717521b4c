"""Two declarations share a name. Elements, images, videos, audio and voices have one namespace, so that `<<<name>>>` means
one thing.
"""

CODE = "SB201"
