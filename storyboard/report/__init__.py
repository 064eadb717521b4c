"""What people and programs read: diagnostics, plans, graphs, progress."""
