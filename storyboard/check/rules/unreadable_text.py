"""The text is not YAML.

The reader stopped at the place shown, so nothing after it was looked at. Most often a `: ` stands inside a plain
sentence, a quote is not closed, or a line is indented with a tab.

    prompt: She says: go          # a second `: `
    prompt: "She says: go"        # quoted, it is text
"""

CODE = "SB101"
