from playground.ui import lesson, linear, shell

PAGE = "linear"

session = shell.open_page(PAGE)
lesson.open_book(session, PAGE, linear.draw)
