"""Two declarations share a name. Elements, images, videos, audio and voices have one namespace, so that `<<<name>>>` means
one thing.

    elements: {rock: {id: "146"}}
    images: {rock: assets/rock.png}

    elements: {rock: {id: "146"}}
    images: {rock_dusk: assets/rock.png}
"""

CODE = "SB201"
