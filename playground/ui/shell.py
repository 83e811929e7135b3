"""What every page has around its own content: title, header, notice, error boundary."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from playground.errors import PlaygroundError
from playground.i18n import LANGUAGES
from playground.ui.stage import TEXTS, topbar
from playground.ui.state import Session, session
from playground.ui.texts import _, sentence

MARK = Path(__file__).parent / "mark.svg"
WORDMARK = Path(__file__).parent / "wordmark.svg"
"""The English name as outlines of Source Sans 600: a picture can't use the page's font."""
PAGES = Path(__file__).resolve().parents[2] / "pages"
HOME = "playground"
"""The page at the bare address."""
FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, system-ui, sans-serif"
INK = {"light": "#1C2430", "dark": "#E9ECF0"}


def name() -> str:
    """Return the product's name in the page's language."""
    return _("Neural Playground")


def menu(sections: Mapping[str, Mapping[str, str]]) -> dict[str, list[StreamlitPage]]:
    """Return the menu of all pages: section -> page's word -> title.

    A section is written as "Play · {page}": the one of the open page also names the page, so that
    no entry of the menu is called as a button of the stage is.
    """
    here = session().page or HOME
    return {
        section.format(page=titles[here]) if here in titles else section.partition(" ")[0]: [
            st.Page(PAGES / f"{word}.py", title=title, default=word == HOME)
            for word, title in titles.items()
        ]
        for section, titles in sections.items()
    }


def configure(page: StreamlitPage) -> None:
    """Open the page in the session and set its title, icon and width, once a script run."""
    current = session()
    told = current.page or HOME, current.language
    current.arrive(page.url_path or HOME)
    if told != (current.page, current.language):
        st.rerun()  # the menu above still names another page, or speaks another language
    title = name() if page.url_path == "" else f"{page.title} · {name()}"
    st.set_page_config(page_title=title, page_icon=str(MARK), layout="wide")
    st.logo(_logo(name(), theme()), icon_image=str(MARK), size="large")


def theme() -> str:
    """Return which theme the browser shows, light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


@cache
def _logo(words: str, theme: str) -> str:
    """Return mark and name as one picture, the name in the theme's text colour."""
    if words == "Neural Playground":
        written = f'<g transform="translate(36 22)">{_inside(WORDMARK)}</g>'
    else:
        written = (
            f'<text x="36" y="22" font-family="{FONTS}" font-size="17" font-weight="600">'
            f"{words}</text>"
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="216" height="32" viewBox="0 0 216 32">'
        f'<g transform="translate(0 3)">{_inside(MARK)}</g>'
        f'<g fill="{INK[theme]}">{written}</g></svg>'
    )


def _inside(picture: Path) -> str:
    """Return what an SVG file draws, without its outer element."""
    return picture.read_text(encoding="utf-8").partition(">")[2].rpartition("</svg>")[0]


def open_page(page: str) -> Session:
    """Draw the header and, once, why a link could not be followed; returns the session."""
    current = session()
    if current.bound_for:
        leave(current)
    address = current.desk.address
    topbar(
        f"{page}:topbar",
        language=current.language,
        languages=LANGUAGES,
        address=address.words if address.is_unsaid else {},
        texts={key: _(TEXTS[key]) for key in ("copy_link", "copied", "copy_failed")},
        on_language=current.set_language,
    )
    _notice(current, page)
    return current


def _notice(current: Session, page: str) -> None:
    place = st.empty()  # always there: what follows, fragments above all, must keep its place
    if current.notice is None:
        return
    why = sentence(current.notice)
    if current.notice.code != "outgrown_link":
        why = _("This link could not be followed, so the defaults were opened.") + " " + why
    # page.css lets it float at the foot of the window, so that nothing is pushed down.
    with place.container(key=f"{page}:notice", horizontal=True, vertical_alignment="center"):
        st.warning(why)
        st.button(_("Dismiss"), key=f"{page}:dismiss", on_click=current.dismiss)


def leave(current: Session) -> None:
    """Go to the page that the session is bound for."""
    word, current.bound_for = current.bound_for, ""
    st.switch_page(PAGES / f"{word}.py")


@contextmanager
def guarded() -> Iterator[None]:
    """Around whatever is drawn: what a person can mend is said in one sentence."""
    try:
        yield
    except PlaygroundError as error:
        st.error(sentence(error))
