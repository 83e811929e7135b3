from playground.ui import lesson, overfitting, shell

PAGE = "overfitting"

session = shell.open_page(PAGE)
lesson.open_book(session, PAGE, overfitting.draw)
