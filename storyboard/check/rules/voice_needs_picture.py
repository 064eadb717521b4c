"""A chosen voice is asked for in a shot that begins with no picture.

On `gateway` voices are a parameter of image-to-video (V2.6): give the shot a `first_frame`, or leave the voice out and let
the model choose one.

    - {prompt: She sings., voices: [keeper], sound: on}

    - {prompt: She sings., voices: [keeper], sound: on, first_frame: mara_close}
"""

CODE = "SB312"
