"""What stands around the rows of a copy: its file and name, passphrase, photos, keys, what commands say."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from peoplesprocess.operations.backup import new_file
from peoplesprocess.operations.backup_format import BackupHeader, BackupWriter
from peoplesprocess.operations.backup_streams import BadBackup, PlainBackupTarget
from peoplesprocess.operations.command_words import counted
from tests.cli.conftest import Installation
from tests.cli.test_backup import backed_up, contents
from tests.factories import Make

pytestmark = pytest.mark.one_database

Places = Callable[..., Installation]


def test_an_open_backup_is_a_tar_that_any_machine_can_read(place: Places, tmp_path: Path) -> None:
    file = backed_up(place(), tmp_path / "all.backup")
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert (names[0], names[-1]) == ("beginning.json", "end.json")
    assert "rows/need.000001.jsonl.z" in names and "keys/secret.key" in names


def test_a_sealed_backup_shows_nothing_of_what_it_holds(
    place: Places, tmp_path: Path, passphrase: tuple[str, Path]
) -> None:
    sealed = backed_up(place(), tmp_path / "sealed.backup", *passphrase).read_bytes()
    for shown in (b"beginning.json", b"secret.key", b"a key of 32 bytes", b"journal"):
        assert shown not in sealed


def test_a_backup_goes_to_standard_output_as_well(place: Places, tmp_path: Path) -> None:
    here, there = place(), place(empty=True)
    file = tmp_path / "piped.backup"
    result = here.flask("backup", "-")
    file.write_bytes(result.stdout_bytes)
    assert "Backed up" in result.stderr
    assert there.flask("restore", file).exit_code == 0
    assert contents(there) == contents(here)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("wrong words\n", "The passphrase is not the one"),
        ("\n", "there is no passphrase in it"),
        (None, "This backup is sealed: name the file with its passphrase"),
    ],
)
def test_a_wrong_passphrase_opens_nothing(
    place: Places, tmp_path: Path, passphrase: tuple[str, Path], given: str | None, said: str
) -> None:
    here, there = place(), place(empty=True)
    file = backed_up(here, tmp_path / "all.backup", *passphrase)
    passphrase[1].write_text(given or "")
    result = there.flask("restore", file, *(passphrase if given else ()))
    assert result.exit_code == 2
    assert said in result.stderr and len(result.stderr.splitlines()) == 1


def test_an_open_file_is_not_taken_for_the_sealed_one_that_was_asked_for(
    place: Places, tmp_path: Path, passphrase: tuple[str, Path]
) -> None:
    here = place()
    result = here.flask("restore", backed_up(here, tmp_path / "all.backup"), *passphrase, "--replace")
    assert result.exit_code == 2 and "without a passphrase" in result.stderr


@pytest.mark.parametrize("newer", [{"format": 2}, {"revision": "9999"}])
def test_a_file_of_a_newer_version_is_refused(
    place: Places, tmp_path: Path, newer: dict[str, object]
) -> None:
    file = tmp_path / "newer.backup"
    with file.open("wb") as opened:
        said = {"revision": "0001", "installation": "", "made_at": "", "tables": {}, **newer}
        BackupWriter(PlainBackupTarget(opened), BackupHeader(**said)).finish({}, [])  # type: ignore[arg-type]
    result = place(empty=True).flask("restore", file)
    assert result.exit_code == 2
    assert "newer version" in result.stderr and "update this one first" in result.stderr


def test_another_installations_backup_takes_two_words(place: Places, tmp_path: Path) -> None:
    here, other = place(), place(empty=True)
    other.flask("migrate")
    other.flask("set-up-link")
    file = backed_up(here, tmp_path / "all.backup")
    result = other.flask("restore", file, "--replace")
    assert result.exit_code == 2 and "another installation" in result.stderr
    assert other.flask("restore", file, "--replace", "--other-installation").exit_code == 0
    assert contents(other) == contents(here)


def test_photos_are_added_and_a_damaged_one_is_made_whole(place: Places, tmp_path: Path) -> None:
    here = place()
    file = backed_up(here, tmp_path / "all.backup")
    [photo] = here.photos
    whole = photo.read_bytes()
    photo.write_bytes(b"half")
    newer = photo.with_name("f" * 64 + ".jpg")
    newer.write_bytes(b"later")
    assert here.flask("restore", file, "--replace").exit_code == 0
    assert photo.read_bytes() == whole and newer.exists()


def test_a_photo_that_is_missing_is_told_when_it_is_copied_and_fails_the_drill(
    place: Places, tmp_path: Path
) -> None:
    here = place()
    [photo] = here.photos
    photo.unlink()
    result = here.flask("backup", tmp_path / "all.backup", "--json")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)
    assert json.loads(result.stdout)["missing_photos"] == [photo.stem]
    result = here.flask("drill", tmp_path / "all.backup")
    assert result.exit_code == 1 and photo.stem in result.output


def test_another_key_that_was_there_stays_beside(place: Places, tmp_path: Path) -> None:
    here = place()
    file = backed_up(here, tmp_path / "all.backup")
    (here.folder / "secret.key").write_bytes(b"made by the first start of a new machine")
    assert here.flask("restore", file, "--replace").exit_code == 0
    assert (here.folder / "secret.key").read_bytes() == b"a key of 32 bytes that is secret"
    beside = here.folder / "secret.key.before-restore"
    assert beside.read_bytes() == b"made by the first start of a new machine"


def test_no_key_stays_beside_that_nothing_was_saved_with(place: Places, tmp_path: Path) -> None:
    """Whoever found it later could put it in the place of the right one."""
    file = backed_up(place(), tmp_path / "all.backup")
    new = place(empty=True)
    (new.folder / "secret.key").write_bytes(b"made by the command itself a moment ago")
    assert new.flask("restore", file, "--other-installation").exit_code == 0
    assert (new.folder / "secret.key").read_bytes() == b"a key of 32 bytes that is secret"
    assert [path.name for path in new.folder.glob("secret.key*")] == ["secret.key"]


def test_a_copy_that_is_there_already_is_kept_unless_it_is_to_be_replaced(
    place: Places, tmp_path: Path
) -> None:
    here = place()
    file = backed_up(here, tmp_path / "all.backup")
    first = file.read_bytes()
    Make(here.engine).settlement(name="Later")
    result = here.flask("backup", file)
    assert result.exit_code == 2 and len(result.stderr.splitlines()) == 1
    assert f"{file} is there already" in result.stderr and "--overwrite" in result.stderr
    assert file.read_bytes() == first
    backed_up(here, file, "--overwrite")
    assert file.read_bytes() != first
    assert [path.name for path in tmp_path.glob("all*")] == ["all.backup"]


def test_a_copy_that_somebody_else_made_meanwhile_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    with pytest.raises(BadBackup, match="is there already"), new_file(file) as mine:
        mine.write(b"mine")
        file.write_bytes(b"theirs")
    assert file.read_bytes() == b"theirs"
    assert list(tmp_path.glob("all*")) == [file]


def test_of_two_that_write_one_name_at_once_one_says_that_it_did_not(tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    first, second = ExitStack(), ExitStack()
    first.enter_context(new_file(file)).write(b"the first")
    half = second.enter_context(new_file(file))
    half.write(b"the second, ")
    half.flush()
    with pytest.raises(BadBackup, match="Another command writes"):
        first.close()
    assert not file.exists(), "half of a copy stands under its name"
    half.write(b"whole")
    second.close()
    assert file.read_bytes() == b"the second, whole"
    assert list(tmp_path.glob("all*")) == [file]


def test_commands_count_one_as_one(place: Places, tmp_path: Path) -> None:
    here = place()
    file = tmp_path / "all.backup"
    assert " rows and 1 photo to " in here.flask("backup", file).output
    assert " rows and 1 photo;" in here.flask("drill", file).output
    assert " rows and 1 photo from " in here.flask("restore", file, "--replace").output
    assert [counted(number, "photo", "photos") for number in (0, 1, 2)] == ["0 photos", "1 photo", "2 photos"]


def test_there_is_nothing_to_copy_before_the_first_start(place: Places, tmp_path: Path) -> None:
    result = place(empty=True).flask("backup", tmp_path / "all.backup")
    assert result.exit_code == 2 and "no tables here yet" in result.stderr
    assert list(tmp_path.glob("all*")) == []
