"""Teaches the network that reads the lines of pages, and measures what it brings on pages it has not seen.

    python benchmarks/outline.py            # by groups of pages that are left out, and held-out pages
    python benchmarks/outline.py --aside q6 q7 t4    # on pages whose names begin so, taught on all others
    python benchmarks/outline.py --write    # teach it on all pages, and write tasks/segment/network.npz

It learns from the invented pages of `tests/gate`, and from variants of them that have lost some of what they
have, as dumps do; the real ones and those held out are not read. Needs the extra `encoder`.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.furniture import GROUPS, measured, show
from benchmarks.outline_pages import Page, pages, pastes, variant
from stancemark.tasks.segment import network, overruled
from stancemark.tasks.segment.looks import KEYS, looks, read

Arrays = dict[str, NDArray[Any]]
"""Of networks, by name: what `tasks/segment/network.npz` holds."""
Rows = dict[str, list[tuple[str, dict[str, float]]]]
"""The measures of pages, without and with the networks."""
NETWORKS, HIDDEN, WORDS, ASKED = 3, 96, 32, 32
ROUNDS, VARIANTS, AT_ONCE, RATE, DECAY, DROPPED, AUXILIARY = 30, 10, 8, 3e-3, 0.02, 0.25, 0.3


@dataclass(frozen=True)
class Sheet:
    """A page as a network reads it."""

    seen: Tensor
    words: Tensor
    """The numbers of the words of all its lines."""
    firsts: Tensor
    """Where in them those of each line begin."""
    wanted: Tensor
    """Of each line the start, the author, the role and the kind: (lines, 4)."""


def sheet(page: Page) -> Sheet:
    """What a network sees of a page."""
    words, firsts = read(page.lines)
    roles = [network.ROLES.index(role) for role in page.roles]
    kinds = [network.KINDS.index(kind) for kind in page.kinds]
    return Sheet(
        torch.from_numpy(looks(page.lines)),
        torch.from_numpy(words),
        torch.from_numpy(firsts),
        torch.tensor([page.starts, page.authors, roles, kinds]).T,
    )


class Network(nn.Module):
    """The network of `tasks/segment/network.py`, as it is taught."""

    def __init__(self, seen: Tensor) -> None:
        super().__init__()
        self.mean: Tensor = seen.mean(0)
        self.deviation: Tensor = seen.std(0) + 1e-3
        self.words = nn.EmbeddingBag(KEYS, WORDS, mode="mean")
        self.into = nn.Linear(seen.shape[1] + WORDS, HIDDEN)
        self.beside = nn.ModuleList(
            nn.Conv1d(HIDDEN, HIDDEN, network.WIDTH, padding=network.WIDTH // 2 * by, dilation=by)
            for by in network.STRIDES
        )
        self.normals = nn.ModuleList(nn.LayerNorm(HIDDEN) for _ in network.STRIDES)
        self.asked, self.answering = (nn.Linear(HIDDEN, ASKED) for _ in range(2))
        self.said = nn.Linear(HIDDEN, HIDDEN)
        self.normal = nn.LayerNorm(HIDDEN)
        self.out = nn.Linear(HIDDEN, 2 + len(network.ROLES) + len(network.KINDS))
        self.drop = nn.Dropout(DROPPED)

    def forward(self, sheets: Sequence[Sheet]) -> Tensor:
        """What it says of the lines of some pages, one below the other: (lines, outputs)."""
        sizes = [len(sheet.seen) for sheet in sheets]
        there = torch.zeros(len(sheets), max(sizes), dtype=torch.bool)
        for i, size in enumerate(sizes):
            there[i, :size] = True
        lines = [
            torch.cat([(s.seen - self.mean) / self.deviation, self.words(s.words, s.firsts)], 1)
            for s in sheets
        ]
        hidden = torch.zeros(*there.shape, HIDDEN)
        hidden[there] = torch.relu(self.into(self.drop(torch.cat(lines))))
        mask = there[:, :, None].float()
        for layer, normal in zip(self.beside, self.normals, strict=True):
            beside = layer((normal(hidden) * mask).transpose(1, 2)).transpose(1, 2)
            hidden = (hidden + self.drop(torch.relu(beside))) * mask
        normal = self.normal(hidden)
        alike = self.asked(normal) @ self.answering(normal).transpose(1, 2) * ASKED**-0.5
        alike = alike.masked_fill(~there[:, None, :], float("-inf")).softmax(-1)
        found: Tensor = self.out(self.drop(hidden + self.drop(alike @ self.said(normal))))[there]
        return found

    def arrays(self) -> Arrays:
        """Its weights by the names that `tasks/segment/network.py` reads them by."""
        kept = {"mean": self.mean, "deviation": self.deviation}
        for name, of in self.named_parameters():
            layer, _, what = name.rpartition(".")
            whole = f"{layer}_bias".replace(".", "_") if what == "bias" else layer.replace(".", "_")
            turned = what == "weight" and of.ndim > 1 and layer != "words"
            kept[whole] = of.permute(*range(of.ndim)[::-1]) if turned else of
        return {name: of.detach().numpy().astype(np.float16) for name, of in kept.items()}


def taught(known: Iterable[Sequence[Sheet]], *, networks: int = NETWORKS) -> Arrays:
    """The arrays of networks that have learned from some pages, each with its variants."""
    sheets = [*known]
    found: Arrays = {}
    for seed in range(networks):
        arrays = _one(sheets, seed).arrays()
        found |= {f"{seed}.{name}": of for name, of in arrays.items()}
    return found


def _one(known: Sequence[Sequence[Sheet]], seed: int) -> Network:
    torch.manual_seed(seed)
    draw = Random(seed)  # noqa: S311  # the same network each time, and no secret
    model = Network(torch.cat([sheet.seen for of in known for sheet in of]))
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    steps = ROUNDS * -(-len(known) // AT_ONCE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1)
    for _ in range(ROUNDS):
        order = draw.sample(range(len(known)), len(known))
        for first in range(0, len(order), AT_ONCE):
            sheets = [draw.choice(known[i]) for i in order[first : first + AT_ONCE]]
            optimizer.zero_grad()
            loss = _loss(model(sheets), sheets)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model.eval()


def _loss(told: Tensor, sheets: Sequence[Sheet]) -> Tensor:
    """Cross entropy of starts, and less of it of all else; a page counts as the root of its lines."""
    wanted = torch.cat([sheet.wanted for sheet in sheets])
    weights = torch.cat([torch.full((len(s.seen),), len(s.seen) ** -0.5) for s in sheets])
    starts, authors, roles, kinds = torch.split(
        told, [1, 1, len(network.ROLES), len(network.KINDS)], 1
    )
    yes_no = nn.BCEWithLogitsLoss(reduction="none")
    one_of = nn.CrossEntropyLoss(reduction="none")
    auxiliary = (
        yes_no(authors[:, 0], wanted[:, 1].float())
        + one_of(roles, wanted[:, 2])
        + one_of(kinds, wanted[:, 3])
    )
    losses = yes_no(starts[:, 0], wanted[:, 0].float()) + AUXILIARY * auxiliary
    found: Tensor = (losses * weights).sum() / weights.sum()
    return found


def use(arrays: Arrays, path: Path) -> None:
    """Write the arrays of networks, and segment with them from now on."""
    np.savez_compressed(path, allow_pickle=False, **arrays)
    network.WEIGHTS = path
    network.forget()


def _sheets(known: Sequence[Page]) -> dict[str, list[Sheet]]:
    """Of each page its sheet, twice, and those of its variants."""
    draw = Random(0)  # noqa: S311  # the same variants each time, and no secret
    more = pastes(known)
    return {
        page.name: [sheet(page)] * 2 + [sheet(variant(page, draw, more)) for _ in range(VARIANTS)]
        for page in known
    }


def main() -> None:
    """Measure, or write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="teach on all pages and keep that")
    parser.add_argument("--networks", type=int, default=NETWORKS, help="how many are averaged")
    parser.add_argument(
        "--aside", nargs="+", help="measure on pages whose names begin so, taught on all others"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)
    every, own = _sheets(pages()), network.WEIGHTS
    if options.write:
        use(taught(every.values(), networks=options.networks), own)
        print(f"{own}: {own.stat().st_size:,} bytes, from {len(every)} pages")
        return
    groups = [tuple(options.aside)] if options.aside else [tuple(group) for group in GROUPS]
    every_group: Rows = {"without": [], "with": []}
    with TemporaryDirectory() as place:
        path = Path(place) / "network.npz"
        for group in groups:
            aside = {name for name in every if name.startswith(group)}
            known = [of for name, of in every.items() if name not in aside]
            use(taught(known, networks=options.networks), path)
            _compared(aside, every_group)
        for name, rows in every_group.items():
            show(f"left out, {name}", rows)
        if not options.aside:
            held_out: Rows = {"without": [], "with": []}
            use(taught(every.values(), networks=options.networks), path)
            _compared(set(), held_out)
            for name, rows in held_out.items():
                show(f"held out, {name}", rows)


def _compared(names: set[str], found: Rows) -> None:
    """Add the measures of some opened pages, or of those held out, by rules alone and with the networks."""
    usual = overruled.MARGIN
    for name, margin in (("without", float("inf")), ("with", usual)):
        overruled.MARGIN = margin
        found[name] += measured(names, held_out=not names)
    overruled.MARGIN = usual


if __name__ == "__main__":
    main()
