"""A trim ends before it begins, or begins after the clip has ended."""

CODE = "SB502"
