"""A page as a person reads it: its words, without its markup."""

from html.parser import HTMLParser
from typing import Protocol


class Page(Protocol):
    @property
    def content(self) -> bytes: ...


class Words(HTMLParser):
    SILENT = ("script", "style", "title", "svg")

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def text_of(page: Page) -> str:
    words = Words()
    words.feed(page.content.decode())
    return " ".join("".join(words.said).split())
