"""Texts without user names, e-mail addresses and URLs.

Other names of people stay, and so do domains without a path: example.com names a site, and a full stop
without a space after it looks the same.
"""

import html
import re

PLACEHOLDERS = {"url": "[URL]", "email": "[e-mail]", "user": "[user]"}
"""What a text has in place of what was found; none of them is found again."""

FOUND = re.compile(
    r"""
    (?P<url>
        (?: (?<!\w) \w++ ://                                 # https://example.com
          | (?<!\w) www\. (?=\w)                             # www.example.com
          | (?<![\w.-]) (?:[\w-]++ \.)+ [a-z]{2,} (?::\d+)? /  # example.com/page
        ) [^\s<>"]*+
    )
    # Markdown puts a backslash before an underscore.
    | (?P<email>
        (?<![\w.+%\\-]) (?=[.+%\\-]*+\w) [\w.+%\\-]++ @ [\w-]++ (?:\.[\w-]++)*  # someone@example.com
    )
    | (?P<user>
        (?: /u(?:ser)?/ | (?<!\w) u/ ) (?:[\w-] | \\[_-])++   # u/name, /u/name and /user/name
      | @ (?=[\d_]*+ [^\W\d_]) (?:\w | \\_ | -(?=\w))++       # @name, but not @10
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Possessive quantifiers (`++`) and what may not precede a match keep the time linear in the length."""

WORD = re.compile(r"\S+")
MARKS = ("@", "/", "www.")
"""One of these is in every match. Most words have none, so that they need not be searched."""

AFTER = ".,;:!?'*_)]}"
"""Characters at the end of a URL that belong to the sentence around it, or to its Markdown."""


def anonymous(text: str) -> str:
    """Return a text with `PLACEHOLDERS` in place of user names, e-mail addresses and URLs.

    If HTML entities hide one, as in `someone&#64;example.com`, all entities of the text are resolved.
    """
    found = _replaced(text)
    # Twice, as the published cleaning does: for HTML, and for Markdown.
    while "&" in found and (plain := html.unescape(html.unescape(found))) != (shown := _replaced(plain)):
        found = shown
    return found


def _replaced(text: str) -> str:
    return WORD.sub(_in_a_word, text) if _marked(text) else text


def _in_a_word(word: re.Match[str]) -> str:
    return FOUND.sub(_placeholder, word[0]) if _marked(word[0]) else word[0]


def _marked(text: str) -> bool:
    lowered = text.lower()
    return any(mark in lowered for mark in MARKS)


def _placeholder(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    after = match[0][len(match[0].rstrip(AFTER)) :] if kind == "url" else ""
    return PLACEHOLDERS[kind] + after
