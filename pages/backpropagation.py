from playground.ui import backpropagation, lesson, shell

PAGE = "backpropagation"

session = shell.open_page(PAGE)
lesson.open_book(session, PAGE, backpropagation.draw)
