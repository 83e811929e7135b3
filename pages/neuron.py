from playground.ui import lesson, neuron, shell

PAGE = "neuron"

session = shell.open_page(PAGE)
lesson.open_book(session, PAGE, neuron.draw)
