from playground.ui import activations, lesson, shell

PAGE = "activations"

session = shell.open_page(PAGE)
lesson.open_book(session, PAGE, activations.draw)
