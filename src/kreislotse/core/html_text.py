"""From HTML of other systems to the text in it: no tag, no script and no hidden sign is kept."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title", "textarea", "select"}  # fmt: skip
_BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "ul", "ol", "table", "tr", "blockquote", "pre", "h1", "h2", "h3",
    "h4", "h5", "h6", "figure", "dl", "dt", "dd", "hr", "address",
}  # fmt: skip
# Control signs, halves of signs no database takes, and what turns the direction of the text around for all behind it.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\ufeff\ud800-\udfff]")
_TAG = re.compile(r"<[a-z!/?][^>]*>|<[a-z/!][^<]*$|&(?:#\d+|#x[0-9a-f]+|[a-z]\w+);", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n{3,}")
_LINK = re.compile(r"^https?://[^\s<>\"]+$")


def text_of(html: str) -> str:
    """The words of `html`, paragraphs and list items on lines of their own; an address of a link stands behind its words."""
    if not _TAG.search(html):
        return tidy(html)
    reader = _Reader()
    reader.feed(html.replace("\r\n", "\n"))
    reader.close()
    return tidy("".join(reader.parts))


def tidy(text: str) -> str:
    """Text without hidden signs, blanks at the ends of lines and more than one empty line."""
    text = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _PARAGRAPHS.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.dropping: list[str] = []
        self.link = ""
        self.link_at = 0

    def handle_starttag(self, tag, attrs):
        if self.dropping or tag in _DROPPED:
            # A dropped tag that is never closed hides what follows: the text of a broken page is no text.
            if tag in _DROPPED:
                self.dropping.append(tag)
            return
        if tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n– ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag == "p" or tag[0] == "h" and tag[1:].isdigit() else "\n")
        elif tag == "a":
            href = next((value or "" for name, value in attrs if name == "href"), "").strip()
            self.link, self.link_at = (href if _LINK.match(href) else ""), len(self.parts)

    def handle_startendtag(self, tag, attrs):
        if tag not in _DROPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if self.dropping:
            if tag in self.dropping:
                while self.dropping.pop() != tag:
                    pass
            return
        if tag == "a" and self.link:
            words = "".join(self.parts[self.link_at :]).strip()
            if self.link.rstrip("/") not in words:
                self.parts.append(f" ({self.link})")
            self.link = ""
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag == "p" else "\n")

    def handle_data(self, data):
        if not self.dropping:
            self.parts.append(re.sub(r"\s+", " ", data))
