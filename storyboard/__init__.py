"""A film as a text file: compile a storyboard to requests, pay once, cut the film."""

__version__ = "0.1.0"
