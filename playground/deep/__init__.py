"""Keras: networks of images, built, trained and looked into. Imported in workers only."""
