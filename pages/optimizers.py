from playground.ui import playing, shell

PAGE = "optimizers"

session = shell.open_page(PAGE)
playing.stage(session, PAGE, playing.OPTIMIZERS)
