from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.console.areas import AREAS
from bot.console.texts_reader import FOLDER, ConsoleTexts
from bot.domain.officer import Role
from bot.domain.text import nfc

CONSOLE = FOLDER.parent


@pytest.fixture(scope="module")
def texts():
    return ConsoleTexts.load()


def test_a_text_is_found_by_its_key_and_filled_in(texts):
    assert texts.say("account.new_hint", n=10).startswith("Ít nhất 10")


def test_an_unknown_key_is_named(texts):
    with pytest.raises(KeyError, match=r"shell\.nothing"):
        texts.say("shell.nothing")


def test_every_page_and_role_has_words(texts):
    for area in AREAS:
        for entry in area.navigation:
            assert texts.say(f"{entry.id}.title")
    assert set(texts.group("shell.roles")) == set(Role)


@pytest.mark.parametrize("path", sorted(CONSOLE.rglob("*.html")), ids=lambda path: path.name)
def test_every_text_that_a_template_names_exists_and_nothing_is_marked_safe(path: Path, texts):
    source = path.read_text(encoding="utf-8")
    for key in re.findall(r'\bt\("([a-z_]+(?:\.[a-z_]+)+)"[,)]', source):
        assert texts.has(key), f"{path}: {key}"
    assert not re.search(r"\|\s*safe|autoescape false|Markup", source), f"{path}: escape everything"
    assert " style=" not in source, f"{path}: the content security policy refuses inline styles"
    assert not re.search(r"<script(?! src)|\bon[a-z]+=", source), f"{path}: the policy refuses inline scripts"


def test_texts_are_nfc():
    for path in FOLDER.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert nfc(text) == text, path
