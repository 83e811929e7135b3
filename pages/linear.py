from playground.ui import lesson, shell

PAGE = "linear"

session = shell.open_page(PAGE)
lesson.open_book(session, PAGE, lambda session, page: None)
