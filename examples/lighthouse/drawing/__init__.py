"""How the pictures of this film are made."""
