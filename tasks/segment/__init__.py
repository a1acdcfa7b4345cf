"""A page to typed segments: what each stretch of it is, and in whose article, post or comment.

`layout` divides a page into pieces and names each by its words (`phrases`); `markup` and `turns`
say in whose unit each stands, `roles` what it is, `pastes` and `sources` whose words it repeats.
Furniture is kept and labelled, never deleted.
"""

from stancemark.tasks.segment.segments import segment

__all__ = ["segment"]
