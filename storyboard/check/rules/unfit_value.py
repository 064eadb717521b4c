"""A value is of the wrong kind, or outside what its key takes. Editors show each key's meaning when the file begins with
the schema line that `storyboard new` writes.

    camera: sideways              # neither a preset nor an axis

    camera: {pan: -4}
"""

CODE = "SB106"
