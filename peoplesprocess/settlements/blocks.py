"""Acts on the blocks of a settlement: add, change and strike them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.blocks import BLOCKS, BlockRow
from peoplesprocess.models import Block, SettlementChange, Strike
from peoplesprocess.settlements.settings_changes import BLOCK, changed
from peoplesprocess.strike_writer import strike_record

MOST_BLOCKS = 60
"""The most blocks that a settlement can have, as each has a line in tables and lists."""


@dataclass(frozen=True, slots=True)
class BlockInput:
    """A block: the name that people use, and its number of households, 0 if nobody counted."""

    name: str
    households: int


class AddedBlocks(NamedTuple):
    """The numbers of newly added blocks."""

    numbers: list[int]


def add_blocks(act: Act, blocks: Sequence[BlockInput]) -> AddedBlocks:
    """Add blocks in this order. Errors: Forbidden; Refused if a name is taken, or if there are too many."""
    act.require(Action.RECORD_PROFILE)
    standing = BLOCKS.all(act.db, settlement=act.settlement.id)
    if not blocks:
        raise Refused(Message(N_("Write the name of at least one block.")), "blocks")
    if len(standing) + len(blocks) > MOST_BLOCKS:
        sentence = N_("A settlement has %(most)s blocks at most. Put small ones together.")
        raise Refused(Message(sentence, {"most": MOST_BLOCKS}), "blocks")
    taken = [row.name for row in standing]
    first = act.next_number(Block.number, Block.settlement_id, act.settlement.id)
    for number, block in enumerate(blocks, start=first):
        _require_free(block.name, taken, "blocks")
        taken.append(block.name)
        act.db.add(Block(**act.columns, number=number, name=block.name.strip(), households=block.households))
    act.note("block.add", "settlement", blocks=len(blocks))
    return AddedBlocks(list(range(first, first + len(blocks))))


def change_block(act: Act, number: int, block: BlockInput) -> SettlementChange:
    """Rename a block, or correct its households; the previous values stay readable.

    Errors: Forbidden; Refused if there is no such block, if the name is taken, or if nothing changes.
    """
    act.require(Action.RECORD_PROFILE)
    known, others = _standing(act, number)
    _require_free(block.name, [row.name for row in others], "name")
    row = act.db.get_one(Block, known.id)
    wanted = asdict(block) | {"name": block.name.strip()}
    stored = {name: getattr(row, name) for name in wanted}
    before, after = changed(stored, wanted), changed(wanted, stored)
    if not after:
        raise Refused(Message(N_("Nothing is changed here.")))
    for name, value in after.items():
        setattr(row, name, value)
    change = SettlementChange(**act.columns, kind=BLOCK, before=before, after=after)
    act.db.add(change)
    act.note("block.change", f"block {number}")
    return change


def strike_block(act: Act, number: int, reason: str) -> Strike:
    """Strike a block: it is no longer offered, and whatever was recorded for it stays.

    Errors: Forbidden; Refused if there is no such block, or without a reason.
    """
    act.require(Action.RECORD_PROFILE)
    known, _ = _standing(act, number)
    row = strike_record(act, Block, known.id, reason)
    act.note("block.strike", f"block {number}")
    return row


def _standing(act: Act, number: int) -> tuple[BlockRow, list[BlockRow]]:
    """Return the block and the other blocks. Errors: Refused if there is no such block."""
    rows = BLOCKS.all(act.db, settlement=act.settlement.id)
    known = next((row for row in rows if row.number == number), None)
    if known is None:
        raise Refused(Message(N_("There is no such block here, or it was struck. Choose one from the list.")))
    return known, [row for row in rows if row.number != number]


def _require_free(name: str, taken: Collection[str], field: str) -> None:
    if not name.strip():
        raise Refused(Message(N_("Write what people call this block.")), field)
    if _plain(name) in map(_plain, taken):
        sentence = N_("There is already a block called “%(name)s”. Give this one another name.")
        raise Refused(Message(sentence, {"name": name.strip()}), field)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
