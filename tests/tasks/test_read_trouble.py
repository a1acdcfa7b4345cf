"""What disks and hostile files have in store: counted refusals, bounded time, and the rest is read."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stancemark.errors import InputError
from stancemark.records import Document, Refusal
from stancemark.tasks.read import Source, Tally, find, read
from tests.tasks.files import WORDS, only, outcomes, read_bytes, refused


def said(folder: Path) -> dict[str, str]:
    """The name of each file in a folder, and its text or the reason of its refusal."""
    return {
        o.source if isinstance(o, Document) else o.item: o.text
        if isinstance(o, Document)
        else o.reason
        for o in outcomes(folder)
    }


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A folder that contains itself twice is read once; each link is refused."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text(WORDS)
    for place in ("up", "sub/up", "sub/again"):
        (tmp_path / place).symlink_to(tmp_path, target_is_directory=True)
    expected = {
        "sub/a.txt": WORDS,
        "up": "link in a circle",
        "sub/up": "link in a circle",
        "sub/again": "link in a circle",
    }
    assert said(tmp_path) == expected
    found = find(["**/*.txt"], tmp_path)
    assert [source.name for source in found if not source.fault[0]] == ["sub/a.txt"]


def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    """A folder elsewhere is read through its link; one that is read anyway is not read twice."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text(WORDS)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert said(corpus) == {"linked/a.txt": WORDS}
    names = {source.name for source in find(["."], tmp_path) if not source.fault[0]}
    assert names == {"elsewhere/a.txt"}


def test_links_to_files_that_lead_nowhere(tmp_path: Path) -> None:
    """A target that is gone and a link to itself are refused; one to a file is that file."""
    (tmp_path / "gone.txt").symlink_to(tmp_path / "none.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "real.dat.txt").write_text(WORDS)
    (tmp_path / "a.txt").symlink_to(tmp_path / "real.dat.txt")
    assert said(tmp_path) == {
        "a.txt": WORDS,
        "gone.txt": "dangling link",
        "self.txt": "dangling link",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_devices_are_never_waited_for(tmp_path: Path) -> None:
    """A named pipe nobody writes to, and an endless device, are refused at once."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    began = time.monotonic()
    assert said(tmp_path) == {"pipe.txt": "not a file", "zero.txt": "not a file"}
    assert [o.reason for o in read(find(["pipe.txt"], tmp_path)) if isinstance(o, Refusal)]
    assert time.monotonic() - began < 2


def test_a_closed_folder_and_a_closed_file_are_refused(tmp_path: Path) -> None:
    """What permissions forbid costs itself; the rest is read. Run as nobody where we are root."""
    for name in ("open.txt", "closed.txt", "folder/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{WORDS} {name}")
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "folder").chmod(0)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from stancemark.tasks.read import find, read\n"
        "os.chdir(sys.argv[1])\n"
        "list(read(find(['warm'], Path())))\n"  # whatever is imported late
        "os.getuid() or os.setuid(65534)\n"
        "for o in read(find(['.'], Path())):\n"
        "    print(getattr(o, 'source', None) or f'{o.item}: {o.reason}')\n"
    )
    (tmp_path / "warm").mkdir()
    (tmp_path / "warm" / "w.txt").write_text("warm")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    (tmp_path / "folder").chmod(0o755)
    if "PermissionError" in done.stderr:
        pytest.skip("the folder of this test cannot be opened to others")
    assert done.stdout.splitlines() == [
        "closed.txt: unreadable",
        "folder: unreadable",
        "open.txt",
        "warm/w.txt",
    ], done.stderr


def test_a_file_that_became_a_folder_is_refused(tmp_path: Path) -> None:
    """What was exchanged between the listing and the reading costs itself only."""
    (tmp_path / "a.txt").mkdir()
    assert list(read([Source(tmp_path / "a.txt", "a.txt", explicit=True)])) == [
        Refusal("read", "a.txt", "not a file", "a folder; copy its content into a file")
    ]


@pytest.mark.parametrize("folder", ["Page_files", "Page-Dateien", "Page_fichiers", "page.files"])
def test_a_saved_page_is_read_without_its_resources(tmp_path: Path, folder: str) -> None:
    """The folder a browser saves beside a page is left out, which is said once."""
    (tmp_path / "Page.html").write_text(f"<p>{WORDS}</p>")
    (tmp_path / folder).mkdir()
    for name in ("style.css", "a.js", "frame.html", "photo.jpg"):
        (tmp_path / folder / name).write_text("<p>frame</p>")
    tally = Tally()
    (document,) = outcomes(tmp_path, tally=tally)
    assert isinstance(document, Document)
    assert document.text == WORDS
    assert dict(tally.notes) == {
        "folders with the pictures and scripts of a saved page left out": 1
    }
    assert [s.name for s in find(["**/*.html"], tmp_path) if not s.note] == ["Page.html"]


def test_a_folder_of_files_beside_no_page_is_read(tmp_path: Path) -> None:
    """Its name alone does not make it a browser's."""
    (tmp_path / "my_files").mkdir()
    (tmp_path / "my_files" / "a.txt").write_text(WORDS)
    assert said(tmp_path) == {"my_files/a.txt": WORDS}


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.txt", ["a.txt"]),
        ("**/*.txt", ["a.txt", "x/b.txt", "x/y/c.txt"]),
        ("x/**", ["x/b.txt", "x/y/c.txt"]),
        ("**/y/*", ["x/y/c.txt"]),
        ("*/b.*", ["x/b.txt"]),
        ("**/[bc].txt", ["x/b.txt", "x/y/c.txt"]),
        ("x/../x/*.txt", ["x/../x/b.txt"]),
    ],
)
def test_globs_find_what_they_say(tmp_path: Path, pattern: str, names: list[str]) -> None:
    """`*` stays in its folder, `**` goes through all of them."""
    for name in ("a.txt", "x/b.txt", "x/y/c.txt", "x/.hidden/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [source.name for source in find([pattern], tmp_path)] == names


@pytest.mark.parametrize("pattern", ["a\0b.txt", "a\0*/b", "**/a\0"])
def test_a_pattern_with_nul_is_the_users_error(tmp_path: Path, pattern: str) -> None:
    """No path has one; it is told like any pattern that finds nothing."""
    with pytest.raises(InputError):
        find([pattern], tmp_path)


def test_one_line_of_20_mb_is_read_in_two_seconds(tmp_path: Path) -> None:
    """A text of the largest size, in one line, is a document, in UTF-8 and in another encoding."""
    line = ("Fähre um zwölf, " * 2_000_000)[:19_000_000]
    for encoding in ("utf-8", "cp1252"):
        data = line.encode(encoding)[:20_000_000].rstrip(b"\xc3")
        began = time.monotonic()
        assert only(tmp_path, f"{encoding}.txt", data).text.startswith("Fähre um zwölf")
        assert time.monotonic() - began < 2


def test_a_deep_page_is_read(tmp_path: Path) -> None:
    """HTML nested 10,000 deep gives its words, in bounded time."""
    began = time.monotonic()
    data = b"<div>" * 10_000 + WORDS.encode() + b"</div>" * 10_000
    assert only(tmp_path, "a.html", data).text == WORDS
    assert time.monotonic() - began < 5


def test_mails_nested_beyond_reason_are_refused(tmp_path: Path) -> None:
    """A mail in a mail, 3,000 deep, costs itself."""
    data = b"".join(b"Content-Type: message/rfc822\n\n" for _ in range(3000)) + WORDS.encode()
    assert read_bytes(tmp_path, "a.eml", data)
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)
    )
    assert refused(tmp_path, "b.eml", parts).reason == "nested too deep"
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 30_000
    assert refused(tmp_path, "c.eml", many).reason == "too many parts"


def test_the_rest_goes_on(tmp_path: Path) -> None:
    """Among bad files of every kind the good ones are read, and each bad one has its reason."""
    (tmp_path / "a.txt").write_text(WORDS)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 cut")
    (tmp_path / "c.docx").write_bytes(b"PK")
    (tmp_path / "d.json").write_bytes(b"{")
    (tmp_path / "e.txt").touch()
    (tmp_path / "f.txt.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / "g.csv").write_text("text,url\nragged\nlast,\n")
    (tmp_path / "h.xlsx").write_bytes(b"PK")
    assert said(tmp_path) == {
        "a.txt": WORDS,
        "b.pdf": "damaged PDF",
        "c.docx": "damaged .docx",
        "d.json": "not JSON",
        "e.txt": "empty",
        "f.txt.gz": "damaged gzip",
        "g.csv#2": "ragged row",
        "g.csv#3": "last",
        "h.xlsx": "unknown format",
    }


def test_an_empty_name_is_not_the_folder(tmp_path: Path) -> None:
    """A variable that a shell script forgot to set does not read everything there is."""
    (tmp_path / "a.txt").write_text("Words.")
    with pytest.raises(InputError, match="an empty name is no file or folder"):
        find([""], tmp_path)
    assert [source.name for source in find(["."], tmp_path)] == ["a.txt"]


def test_names_do_not_move_the_cursor(tmp_path: Path) -> None:
    """Line breaks and escape sequences in a file's name are shown as escapes; the file is read."""
    (tmp_path / "a\x1b[2J\nb\u202e.txt").write_text("Words.")
    (document,) = outcomes(tmp_path)
    assert isinstance(document, Document)
    assert document.source == r"a\x1b[2J\nb\u202e.txt"
