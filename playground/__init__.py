"""A visual playground where neural networks learn before your eyes."""
