from __future__ import annotations

import io
import json
import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import yaml
from click.testing import CliRunner

from bot.adapters.model_files import live_model
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.cli import main
from bot.domain.errors import EngineError
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion, QuestionState
from bot.domain.usage import UsageEvent
from bot.settings import PROJECT, SETTINGS, read_settings
from building import a_message, an_answer
from outbox_filling import put

CODE = "TL-7K2M4Q"
ASKED_AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEYS = [
    "text", "outcome", "topics", "codes", "aspects", "confidence", "candidates", "answer", "links", "latency_ms",
]  # fmt: skip
MARRIAGE = "đăng ký kết hôn cần giấy tờ gì"
TOPIC = {
    "id": "lam_thu",
    "code": "1.999999",
    "name": "Làm thử",
    "field": "ho_tich",
    "facts": {"summary": [{"text": "Làm thử ở xã."}]},
    "sources": {"portal": {"title": "Cổng", "url": "https://dichvucong.gov.vn/x", "date": "2026-07-18"}},
    "verified_on": "2026-07-18",
    "review_by": "2027-01-18",
    "samples": [f"câu hỏi số {number}" for number in range(6)],
}
FIVE_MISTAKES = {
    "code": 1.5,
    "review_by": "1/7/2027",
    "samples": ["một"],
    "link": "dichvucong",
    "facts": {"summary": [{"text": "x"}], "fee": [{"text": "10.000 đồng", "amount_vnd": 20000}]},
}


@pytest.fixture
def troly(tmp_path, monkeypatch):
    """Runs a command with nothing but a fresh data folder in its settings."""
    for name, _, _ in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TROLY_DATA_DIR", str(tmp_path))

    def call(*arguments: str, **environment: str):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, list(arguments))

    return call


def check_sentence(result, *words: str) -> None:
    """An expected error: exit code 1, a sentence with these words, no traceback, nothing on standard output."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr
    assert [word for word in words if word not in result.stderr] == []
    assert result.stdout == ""


def put_topic(folder, change: dict | None = None):
    shutil.copy(PROJECT / "data" / "fields.yml", folder)
    (folder / "procedures" / "ho_tich").mkdir(parents=True)
    path = folder / "procedures" / "ho_tich" / "lam_thu.yml"
    path.write_text(yaml.safe_dump(TOPIC | (change or {}), allow_unicode=True), encoding="utf-8")
    return folder


def put_question(folder, *, pushed: bool = True) -> None:
    """A question that the assistant could not answer, as the conversation service leaves it."""
    database = open_database(folder / "troly.db")
    store = SqliteTurnStore(database)
    message = a_message("trồng sầu riêng", channel="telegram", pushed=pushed)
    event = UsageEvent(
        turn="t1", at=ASKED_AT, channel="telegram", resident="key", locality=None, outcome=Outcome.UNANSWERED,
        topics=(), aspects=(), confidence=0.0, candidates=(), reason="below_threshold", latency_ms=1.0,
        text="trồng sầu riêng", model="m",
    )  # fmt: skip
    store.accept(message, "key")
    store.finish(
        message,
        an_answer(),
        event,
        OpenQuestion(CODE, "telegram", "key", "trồng sầu riêng", "below_threshold", QuestionState.NEW, ASKED_AT),
    )
    database.close()


@pytest.mark.parametrize("name", main.commands)
def test_every_command_has_help(troly, name):
    assert main.commands[name].help, f"{name} is missing its help"
    assert "Usage:" in troly(name, "-h").stdout
    assert name in troly("--help").stdout


def test_the_version_is_told(troly):
    assert troly("--version").stdout.strip().endswith("0.1.0")


def test_the_data_of_the_project_has_no_mistakes(troly):
    result = troly("check-data")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("localities: no mistakes\n")


def test_a_good_data_folder_is_counted(troly, tmp_path):
    result = troly("check-data", str(put_topic(tmp_path)))
    assert (result.exit_code, result.stdout) == (0, "1 topics, 0 other procedures, 0 localities: no mistakes\n")


def test_five_mistakes_give_five_messages(troly, tmp_path):
    result = troly("check-data", str(put_topic(tmp_path, FIVE_MISTAKES)))
    check_sentence(result, "5 mistake(s)", "code", "review_by", "samples", "link", "amount_vnd")
    assert result.stderr.count("procedures/ho_tich/lam_thu.yml: ") == 5


def test_a_folder_that_is_not_there_is_told(troly, tmp_path):
    result = troly("check-data", str(tmp_path / "nothing"))
    assert result.exit_code == 2
    assert "nothing" in result.stderr


def test_an_empty_data_folder_is_told(troly, tmp_path):
    check_sentence(troly("check-data", str(tmp_path)), "fields.yml", "readable YAML")


@pytest.mark.parametrize("command", [["ask", "khai sinh"], ["ask", "--jsonl"], ["ask"], ["serve"]])
def test_without_a_model_the_next_step_is_told(troly, free_port, command):
    check_sentence(troly(*command, TROLY_PORT=str(free_port)), "expected a trained model", "troly train")


@pytest.mark.parametrize("command", [["serve"], ["questions"], ["reply", CODE, "text", "--officer", "An"]])
def test_a_corrupt_database_is_told_with_what_to_do(troly, tmp_path, free_port, command):
    (tmp_path / "troly.db").write_bytes(b"no database" * 1000)
    check_sentence(troly(*command, TROLY_PORT=str(free_port)), "troly.db", "healthy SQLite database", "Next step")


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1"])
@pytest.mark.parametrize("command", ["serve", "questions", "train"])
def test_a_wrong_port_is_told(troly, command, port):
    check_sentence(troly(command, TROLY_PORT=port), "TROLY_PORT: expected a number from 1 to 65535", port)


def test_a_busy_port_is_told_and_which_setting_changes_it(troly):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        check_sentence(troly("serve", TROLY_PORT=port), f"127.0.0.1:{port}: expected a free port", "TROLY_PORT")


def test_no_question_waits_in_a_fresh_installation(troly):
    result = troly("questions")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_waiting_question_is_listed_with_its_code(troly, tmp_path):
    put_question(tmp_path)
    (line,) = troly("questions").stdout.splitlines()
    assert line.split() == [CODE, "2026-11-23", "03:00", "telegram", "below_threshold", "trồng", "sầu", "riêng"]


def test_a_reply_is_kept_once_and_waits_to_be_sent(troly, tmp_path):
    put_question(tmp_path)
    result = troly("reply", CODE, "Mời ông ra xã.", "--officer", "An")
    assert (result.exit_code, result.stdout) == (0, f"{CODE}: replied\n")
    assert troly("questions").stdout == ""
    assert CODE in troly("questions", "--state", "answered").stdout
    rows = list(open_database(tmp_path / "troly.db").query("select body from outbox where body like '%ra xã%'"))
    assert len(rows) == 1
    check_sentence(troly("reply", CODE, "Lần hai.", "--officer", "An"), CODE, "answered", "Nothing was sent")


def test_a_wrong_reply_is_told(troly, tmp_path):
    put_question(tmp_path)
    check_sentence(troly("reply", "TL-XXXXXX", "text", "--officer", "An"), "TL-XXXXXX", "not known")
    check_sentence(troly("reply", CODE, "  ", "--officer", "An"), "1 to 3000 characters")
    check_sentence(troly("reply", CODE, "x" * 3001, "--officer", "An"), "1 to 3000 characters")
    assert troly("reply", CODE, "text").exit_code == 2
    assert CODE in troly("questions").stdout


def test_a_state_that_does_not_exist_is_told(troly):
    result = troly("questions", "--state", "lost")
    assert result.exit_code == 2
    assert "approved" in result.stderr


LINES = [
    json.dumps({"text": MARRIAGE, "sender": "a"}),
    json.dumps({"text": "còn lệ phí?", "sender": "b"}),
    json.dumps({"text": "còn lệ phí?", "sender": "a"}, ensure_ascii=False),
    "",
    json.dumps({"text": MARRIAGE}),
    json.dumps({"text": "còn lệ phí?"}),
    json.dumps({"text": "xin chào", "sender": 7}),
    '{"text": ',
    json.dumps({"text": "never asked"}),
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """One run of `troly ask --jsonl` over several conversations, with a bad line near the end."""
    models = read_settings().models
    try:
        live_model(models)
    except EngineError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("data")
    (folder / "models").symlink_to(models, target_is_directory=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TROLY_")}
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--jsonl"],
        cwd=PROJECT, env=kept | {"TROLY_DATA_DIR": str(folder)}, input="\n".join(LINES) + "\n",
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert [path.name for path in folder.iterdir()] == ["models"], "expected nothing to be kept on disk"
    return done


@pytest.fixture(scope="module")
def answers(asked):
    return [json.loads(line) for line in io.StringIO(asked.stdout)]


@pytest.mark.model
def test_every_line_of_standard_output_is_an_answer_with_the_keys_of_the_stable_interface(answers):
    for answer in answers:
        assert list(answer) == KEYS
        assert answer["outcome"] in set(Outcome)
        assert 0.0 <= answer["confidence"] <= 1.0
        assert all(set(candidate) == {"topic", "code", "score"} for candidate in answer["candidates"])
        assert all(link.startswith("https://") for link in answer["links"])
        assert answer["latency_ms"] > 0.0


@pytest.mark.model
def test_answers_come_in_the_order_of_the_questions(answers):
    expected = [json.loads(line)["text"] for line in LINES[:7] if line]
    assert [answer["text"] for answer in answers] == expected


@pytest.mark.model
def test_the_same_sender_goes_on_with_the_conversation(answers):
    assert (answers[0]["topics"], answers[0]["aspects"]) == (["dang_ky_ket_hon"], ["documents"])
    assert (answers[2]["topics"], answers[2]["aspects"]) == (["dang_ky_ket_hon"], ["fee"])


@pytest.mark.model
def test_another_sender_and_none_begin_afresh(answers):
    for number in (1, 4):
        assert answers[number]["text"] == "còn lệ phí?"
        assert answers[number]["outcome"] == "clarified"


@pytest.mark.model
def test_a_bad_line_ends_the_run_with_its_number_and_without_a_traceback(asked):
    assert asked.returncode == 1
    assert """Error: line 8: expected a JSON object with "text", got '{"text":'""" in asked.stderr
    assert "Traceback" not in asked.stderr
    assert "never asked" not in asked.stdout


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_officers_are_added_listed_disabled_and_reset(troly):
    added = troly("officers", "add", "ba", "--role", "admin", "--shown-name", "Ba")
    assert "one-time password: " in added.output
    assert troly("officers", "add", "ba").exit_code == 1
    assert "ba" in troly("officers", "list").output
    assert "another active admin" in troly("officers", "disable", "ba").output
    assert troly("officers", "add", "tu").exit_code == 0
    assert troly("officers", "disable", "tu").output == "tu: disabled\n"
    assert "disabled" in troly("officers", "list").output
    assert "one-time password: " in troly("officers", "reset", "tu").output


def test_an_officers_password_can_be_typed_instead(troly):
    answer = CliRunner().invoke(
        main, ["officers", "add", "nam", "--ask-password"], input="con ga con vit\ncon ga con vit\n"
    )
    assert answer.exit_code == 0
    assert "one-time" not in answer.output


# Outbox.


@pytest.fixture
def dead_letter(tmp_path):
    """The database holds one answer to a resident who blocked the bot."""
    database = open_database(tmp_path / "troly.db")
    put(database, "chat-77", "t1")
    outbox = SqliteOutbox(database)
    (waiting,) = outbox.take(("fake",), 1)
    outbox.failed(waiting.id, "bot was blocked", None)
    database.close()


def test_dead_letters_are_listed_without_addresses(troly, dead_letter):
    result = troly("outbox", "list")
    assert result.exit_code == 0, result.output
    assert "fake\tdead\t1" in result.stdout
    assert "bot was blocked" in result.stdout
    assert "chat-77" not in result.output


def test_a_dead_letter_is_resent(troly, dead_letter, tmp_path):
    assert "waits to be sent" in troly("outbox", "resend", "1").stdout
    assert [row["state"] for row in open_database(tmp_path / "troly.db").query("select state from outbox")] == [
        "pending"
    ]


def test_a_dead_letter_is_dropped_for_good(troly, dead_letter):
    assert "dropped" in troly("outbox", "drop", "1").stdout
    check_sentence(troly("outbox", "resend", "1"), "outbox 1", "troly outbox list")


# Simulator.


def test_the_simulator_says_plainly_when_the_test_tools_are_absent(troly, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.settings.PROJECT", tmp_path)
    check_sentence(troly("simulate"), "tests", "stand-ins", "checkout of the whole repository")


def test_the_simulator_lists_its_channels(troly):
    check_sentence(troly("simulate", "--channel", "fax"), "expected one of telegram, telegram-webhook", "got fax")
