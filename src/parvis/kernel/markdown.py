"""The few marks people may use: paragraphs, emphasis, links, lists, quotes. Nothing else."""

import re
from collections.abc import Iterator
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote"}
SCHEMES = {"http", "https", "mailto"}
OFF = ["heading", "lheading", "code", "fence", "hr", "html_block", "html_inline", "image"]
OFF += ["backticks", "reference"]

ALLOWED = re.compile(r"(?:https?://[^/\s?#]|mailto:[^\s?#])", re.IGNORECASE)
#: An address written as it is; what ends a sentence does not belong to it.
BARE = re.compile(r"https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?…’')\]*_]", re.IGNORECASE)


def markdown(source: str) -> Markup:
    """Markdown to HTML that is safe to show. What is not allowed stays visible as text."""
    # nh3 decides what is safe: the parser alone is not trusted.
    safe = nh3.clean(
        _parser().render(source),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
    )
    return Markup(safe.strip())  # noqa: S704  # nosec


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(OFF)
    parser.validateLink = lambda url: ALLOWED.match(url) is not None  # type: ignore[method-assign]
    parser.core.ruler.after("inline", "bare_links", _link_bare_addresses)
    return parser


def _link_bare_addresses(state: StateCore) -> None:
    for block in state.tokens:
        if block.type != "inline" or not block.children or "://" not in block.content:
            continue
        inside = 0
        children: list[Token] = []
        for token in block.children:
            inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type == "text" and not inside:
                children.extend(_with_links(token.content))
            else:
                children.append(token)
        block.children = children


def _with_links(content: str) -> Iterator[Token]:
    end = 0
    for match in BARE.finditer(content):
        yield _text(content[end : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": match.group()})
        yield _text(match.group())
        yield Token("link_close", "a", -1)
        end = match.end()
    yield _text(content[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
