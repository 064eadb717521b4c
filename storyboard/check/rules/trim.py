"""A trim ends before it begins. `in` and `out` are both times in the clip.

    trim: {in: 3, out: 2}         # `out` is no length

    trim: {in: 3, out: 5}         # two seconds

Left out, `in` is the head of the clip and `out` its end.
"""

CODE = "SB502"
