"""Teaches the network that reads the lines of pages, and measures what it brings on pages it has not seen.

    python benchmarks/outline.py            # on those held out, taught on all others
    python benchmarks/outline.py --aside q6 q7 t4    # on pages whose names begin so, taught on all others
    python benchmarks/outline.py --write    # teach it on all pages, and write tasks/segment/network.npz

It learns from the invented pages of `tests/gate`, from variants of them that have lost some of what they
have, as dumps do, and from pages of invented designs that are made of their words (`outline_articles.py`); the real
ones and those held out are not read. Each takes about half an hour. Needs the extra `encoder`.
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

from benchmarks.outline_articles import invented
from benchmarks.outline_pages import Page, pages, pastes, variant
from benchmarks.outline_words import stock
from stancemark.tasks.segment import network
from stancemark.tasks.segment.looks import KEYS, looks, read
from stancemark.tasks.segment.tokens import tokens
from tests.gate import score

Arrays = dict[str, NDArray[Any]]
"""Of networks, by name: what `tasks/segment/network.npz` holds."""
Rows = list[tuple[str, dict[str, float]]]
"""The measures of pages, by name."""
INVENTED, DRAWN, LONGEST = 700, 20, 700
"""How many pages of invented designs are read in a round, of how many each is one, and how many lines one has at most."""
NETWORKS, BLOCKS, HIDDEN, WORDS, ASKED, TOKEN = 2, 2, 96, 32, 32, 48
ROUNDS, VARIANTS, AT_ONCE, RATE, DECAY, DROPPED, AUXILIARY = 30, 10, 8, 3e-3, 0.02, 0.25, 0.3
_PAGES, _LINES = (network.WIDTH // 2 * max(of) for of in (network.STRIDES, network.TOKEN_STRIDES))
"""How many empty places stand between pages, and between the words of lines."""


@dataclass(frozen=True)
class Sheet:
    """A page as a network reads it."""

    seen: Tensor
    words: Tensor
    """The numbers of the words of all its lines."""
    firsts: Tensor
    """Where in them those of each line begin."""
    wanted: Tensor
    """Of each line the start, the author, the role, the kind, and whether it is of repeated words: (lines, 5)."""
    keys: Tensor
    """The numbers of its tokens."""
    looks: Tensor
    lines: Tensor
    """The line of each token."""
    names: Tensor
    """Of each token whether it names an author, and a source: (tokens, 2)."""


def sheet(page: Page) -> Sheet:
    """What a network sees of a page."""
    words, firsts = read(page.lines)
    of = tokens(page.lines)
    roles = [network.ROLES.index(role) for role in page.roles]
    kinds = [network.KINDS.index(kind) for kind in page.kinds]
    inside = [
        {name.source for name in page.named[line] if start < name.end and end > name.start}
        for line, (start, end) in zip(of.lines.tolist(), of.places.tolist(), strict=True)
    ]
    return Sheet(
        torch.from_numpy(looks(page.lines)),
        torch.from_numpy(words),
        torch.from_numpy(firsts),
        torch.tensor([page.starts, page.authors, roles, kinds, page.quoted]).T,
        torch.from_numpy(of.keys),
        torch.from_numpy(of.looks),
        torch.from_numpy(of.lines),
        torch.tensor([[False in names, True in names] for names in inside], dtype=torch.float32),
    )


class Beside(nn.Module):
    """A layer that adds to each row what it sees beside it."""

    def __init__(self, size: int, stride: int) -> None:
        super().__init__()
        reach = network.WIDTH // 2 * stride
        self.layer = nn.Conv1d(size, size, network.WIDTH, padding=reach, dilation=stride)
        self.normal = nn.LayerNorm(size)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, hidden: Tensor, places: Tensor) -> Tensor:
        """The rows, that stand at some places and have nothing between them: (rows, size)."""
        normal = hidden.new_zeros(int(places[-1]) + 1, hidden.shape[1])
        normal[places] = self.normal(hidden)
        beside = self.layer(normal.T[None])[0].T[places]
        found: Tensor = hidden + self.drop(torch.relu(beside))
        return found


class Block(nn.Module):
    """Layers that see the lines near each, and then those like it."""

    def __init__(self) -> None:
        super().__init__()
        self.beside = nn.ModuleList(Beside(HIDDEN, stride) for stride in network.STRIDES)
        self.asked, self.answering = (nn.Linear(HIDDEN, ASKED) for _ in range(2))
        self.said = nn.Linear(HIDDEN, HIDDEN)
        self.normal = nn.LayerNorm(HIDDEN)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, hidden: Tensor, places: Tensor, sizes: list[int]) -> Tensor:
        """The lines of some pages, of some sizes, that stand at some places: (lines, hidden)."""
        for layer in self.beside:
            hidden = layer(hidden, places)
        normal = self.normal(hidden)
        told = [self._told_by_all(of) for of in torch.split(normal, sizes)]
        found: Tensor = hidden + self.drop(torch.cat(told))
        return found

    def _told_by_all(self, normal: Tensor) -> Tensor:
        alike = self.asked(normal) @ self.answering(normal).T * ASKED**-0.5
        found: Tensor = alike.softmax(-1) @ self.said(normal)
        return found


class Network(nn.Module):
    """The network of `tasks/segment/network.py`, as it is taught."""

    def __init__(self, known: Sequence[Sheet]) -> None:
        super().__init__()
        seen = torch.cat([sheet.seen for sheet in known])
        self.mean: Tensor = seen.mean(0)
        self.deviation: Tensor = seen.std(0) + 1e-3
        self.words = nn.EmbeddingBag(KEYS, WORDS, mode="mean")
        self.into = nn.Linear(seen.shape[1] + WORDS, HIDDEN)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.out = nn.Linear(HIDDEN, 3 + len(network.ROLES) + len(network.KINDS))
        self.tokens = nn.EmbeddingBag(KEYS, TOKEN, mode="mean")
        self.token_into = nn.Linear(TOKEN + known[0].looks.shape[1], TOKEN)
        self.of_line = nn.Linear(HIDDEN, TOKEN)
        self.token_beside = nn.ModuleList(Beside(TOKEN, stride) for stride in network.TOKEN_STRIDES)
        self.token_out = nn.Linear(TOKEN, 2)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, sheets: Sequence[Sheet]) -> tuple[Tensor, Tensor]:
        """What it says of the lines and of the tokens of some pages, one below the other: (lines, outputs), (tokens, 2)."""
        hidden = self._of_lines(sheets)
        return self.out(self.drop(hidden)), self.token_out(self._of_tokens(sheets, hidden))

    def _of_lines(self, sheets: Sequence[Sheet]) -> Tensor:
        sizes = [len(sheet.seen) for sheet in sheets]
        lines = [
            torch.cat([(s.seen - self.mean) / self.deviation, self.words(s.words, s.firsts)], 1)
            for s in sheets
        ]
        hidden = torch.relu(self.into(self.drop(torch.cat(lines))))
        page = torch.repeat_interleave(torch.arange(len(sheets)), torch.tensor(sizes))
        places = torch.arange(len(hidden)) + _PAGES * page
        for block in self.blocks:
            hidden = block(hidden, places, sizes)
        return hidden

    def _of_tokens(self, sheets: Sequence[Sheet], hidden: Tensor) -> Tensor:
        above = np.cumsum([0, *(len(sheet.seen) for sheet in sheets[:-1])]).tolist()
        lines = torch.cat([s.lines + first for s, first in zip(sheets, above, strict=True)])
        said = self.tokens(torch.cat([sheet.keys for sheet in sheets]))
        seen = self.drop(torch.cat([said, torch.cat([sheet.looks for sheet in sheets])], 1))
        found = torch.relu(self.token_into(seen) + self.of_line(self.drop(hidden))[lines])
        places = torch.arange(len(found)) + _LINES * lines
        for layer in self.token_beside:
            found = layer(found, places)
        return found

    def arrays(self) -> Arrays:
        """Its weights by the names that `tasks/segment/network.py` reads them by."""
        kept = {"mean": self.mean, "deviation": self.deviation}
        for name, of in self.named_parameters():
            layer, _, what = name.rpartition(".")
            whole = f"{layer}_bias".replace(".", "_") if what == "bias" else layer.replace(".", "_")
            turned = what == "weight" and of.ndim > 1 and layer not in ("words", "tokens")
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
    model = Network([sheet for of in known for sheet in of])
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


def _loss(told: tuple[Tensor, Tensor], sheets: Sequence[Sheet]) -> Tensor:
    """Cross entropy of starts and names, and less of it of all else; a page counts as the root of its lines, or tokens."""
    of_lines, of_tokens = told
    wanted = torch.cat([sheet.wanted for sheet in sheets])
    starts, authors, roles, kinds, quoted = torch.split(
        of_lines, [1, 1, len(network.ROLES), len(network.KINDS), 1], 1
    )
    yes_no = nn.BCEWithLogitsLoss(reduction="none")
    one_of = nn.CrossEntropyLoss(reduction="none")
    auxiliary = (
        yes_no(authors[:, 0], wanted[:, 1].float())
        + one_of(roles, wanted[:, 2])
        + one_of(kinds, wanted[:, 3])
        + yes_no(quoted[:, 0], wanted[:, 4].float())
    )
    losses = yes_no(starts[:, 0], wanted[:, 0].float()) + AUXILIARY * auxiliary
    names = yes_no(of_tokens, torch.cat([sheet.names for sheet in sheets])).sum(1)
    return _weighted(losses, [len(sheet.seen) for sheet in sheets]) + _weighted(
        names, [len(sheet.lines) for sheet in sheets]
    )


def _weighted(losses: Tensor, sizes: Sequence[int]) -> Tensor:
    """The mean over pages of some sizes, each of which counts as the root of its own."""
    weights = torch.cat([torch.full((size,), size**-0.5) for size in sizes])
    return (losses * weights).sum() / weights.sum()


def use(arrays: Arrays, path: Path) -> None:
    """Write the arrays of networks, and segment with them from now on."""
    np.savez_compressed(path, allow_pickle=False, **arrays)
    network.WEIGHTS = path
    network.forget()


def _sheets(known: Sequence[Page]) -> list[list[Sheet]]:
    """Of each page its sheet, twice, and those of its variants; and sheets of invented ones, some that take turns."""
    draw = Random(0)  # noqa: S311  # the same pages each time, and no secret
    more, of = pastes(known), stock(known)
    found = [
        [sheet(page)] * 2 + [sheet(variant(page, draw, more)) for _ in range(VARIANTS)]
        for page in known
    ]
    for _ in range(INVENTED):
        some = [invented("invented", of, draw) for _ in range(DRAWN)]
        found.append([sheet(page) for page in some if network.LEAST <= len(page.lines) < LONGEST])
    return [of for of in found if of]


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
    every = pages()
    aside = {page.name for page in every if page.name.startswith(tuple(options.aside or ()))}
    known = [page for page in every if options.write or page.name not in aside]
    arrays = taught(_sheets(known), networks=options.networks)
    if options.write:
        use(arrays, network.WEIGHTS)
        print(f"{network.WEIGHTS}: {network.WEIGHTS.stat().st_size:,} bytes, {len(known)} pages")
        return
    with TemporaryDirectory() as place:
        use(arrays, Path(place) / "network.npz")
        if aside:
            told = _turns_told(page for page in every if page.name in aside)
            print(f"{'turns by the networks alone':28}{told:.4f}")
        for name, rows in _compared(aside).items():
            _show(f"{'left' if aside else 'held'} out, {name}", rows)


def _turns_told(of: Iterable[Page]) -> float:
    """The mean F1 of the lines with which turns of some pages begin as the networks have them, whatever is made of it."""
    found = []
    for page in of:
        told = np.flatnonzero(network.tell(page.lines).starts >= 0.5).tolist()
        found.append(score.f1(np.flatnonzero(page.starts).tolist(), told))
    return float(np.mean(found))


def _compared(names: set[str]) -> dict[str, Rows]:
    """The measures of some opened pages, or of those held out, by rules alone and with the networks."""
    usual, found = network.MOST, {}
    for name, most in (("without", 0), ("with", usual)):
        network.MOST = most
        found[name] = score.measured(held_out=not names, names=names or None)
    network.MOST = usual
    return found


def _show(name: str, rows: Rows) -> None:
    """Print the means of the measures of some pages."""
    found = score.mean(rows)
    print(f"{name:20}{len(rows):4}  " + "  ".join(f"{m} {v:.4f}" for m, v in found.items()))


if __name__ == "__main__":
    main()
