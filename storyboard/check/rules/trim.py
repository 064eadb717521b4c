"""A trim ends before it begins. `in` and `out` are both times in the clip.

trim: {in: 3, out: 2}         # `out` is no length

trim: {in: 3, out: 5}         # two seconds
"""

CODE = "SB502"
