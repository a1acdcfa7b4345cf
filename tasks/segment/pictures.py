"""How pages word the captions and credits of pictures."""

import re

from stancemark.tasks.segment.phrases import holds

_PICTURES = ("photo", "picture", "image", "graphic", "illustration", "credit")
IMAGE = re.compile(
    r"^!\[[^\]]{0,300}\]\([^()]{1,300}\)$|^\S{1,200}\.(?:jpe?g|png|gif|webp|svg|bmp)$",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"^(?:photo|image|picture|pictured|still from|screenshot|screengrab|file photo|illustration)\b"
    r"|\b(?:photo(?:graph)?|picture|image|graphic|credit)s?(?: by|:|/|courtesy of)[^.!?]{2,60}\.?$"
    r"|\((?:file )?(?:photo|image|picture|credit|illustration|source)[^()]{0,60}\)\.?$"
    r"|\((?:supplied|file): [^()]{2,60}\)\.?$",
    re.IGNORECASE,
)
CREDITED = re.compile(
    r"\)\.?$|\b(?:photo(?:graph)?|picture|image|graphic|credit)s?(?: by|:|/)[^.!?]{2,60}\.?$",
    re.IGNORECASE,
)
PICTURED = re.compile(
    r"\b(?:photo(?:graph)?|picture|image|graphic|illustration|credit)s?(?: by|:|/|: ©| ©) ?(?:[^.!?:]|(?-i:\b[A-Z]\.)){2,60}\.?$",
    re.IGNORECASE,
)
_OF_PICTURES = r"(?:AFP|AP|EPA|EFE|[Rr]euters|REUTERS|Getty|Sputnik|RIA [Nn]ovosti|TASS|Xinhua|Anadolu|Zuma|Corbis|Flickr)"
_SNAPPED = re.compile(
    rf"(?:^|[(\[©]\s?|(?<=[.)”\"] )){_OF_PICTURES}(?:,? (?:photo|pictures|images|agency|press|20\d\d)| via [A-Z]\w+)*"
    rf" ?(?:/ ?|, |: )(?!{_OF_PICTURES}\b)(?:file\b,? ?|images\b ?)?(?-i:[^\W\d_a-z][\w.’'-]*(?: (?:[^\W\d_a-z][\w.’'-]*|[a-z]{{1,3}})){{0,5}})?[)\]]?\.?$|^© ?photo ?:|^(?:file )?photos? ?(?:©|:)"
    rf"|^(?-i:[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]*){{1,2}}) ?/ ?{_OF_PICTURES}(?: images)?$",
    re.IGNORECASE,
)
"""The credit of a picture that names its agency and perhaps who took it: `AFP/File, Ann Lee`."""


def pictured(text: str) -> bool:
    """Whether a line ends in the credit of a picture; few have a word of one."""
    if holds(text.lower(), _PICTURES) and PICTURED.search(text) is not None:
        return True
    if text[-1] == ")" and CAPTION.search(text):
        return True
    return holds(text, ("/", "©", "AFP", ": ")) and _SNAPPED.search(text) is not None


def snapped(line: str) -> bool:
    """Whether a line is the credit of a picture and nothing else: `AFP/File, Ann Lee`."""
    return _SNAPPED.match(line) is not None
