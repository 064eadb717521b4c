"""Plan to takes: order what is missing, once, and keep what came back."""
