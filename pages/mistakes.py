from playground.ui import lesson, mistakes, shell

PAGE = "mistakes"

session = shell.open_page(PAGE)
lesson.open_book(session, PAGE, mistakes.draw)
