"""Networks built with Keras: their layers, one compiled step, and the trainer.

Imported in workers only (docs/adr/0003): nothing here may be imported by the web process.
"""
