"""x."""
def draw(session, page): pass
