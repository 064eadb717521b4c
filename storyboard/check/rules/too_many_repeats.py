"""A `for_each` makes more shots than a film needs: at most 1,000 come from one entry.

    for_each: {take: [1, 2, 3], light: [dawn, dusk]}    # six shots

Every combination of the lists' values is a shot, so the lengths of the lists multiply.
"""

CODE = "SB208"
