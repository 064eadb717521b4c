"""The nouns that every stage shares: immutable, typed, and printing well."""
