from playground.ui import lesson, recipe, shell

PAGE = "recipe"

session = shell.open_page(PAGE)
lesson.open_book(session, PAGE, recipe.draw)
