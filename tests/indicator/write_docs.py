"""Writes what is made from the registry: `python -m tests.indicator.write_docs`. A test compares the files with it."""

# ruff: noqa: E501 - prose of the documents
from __future__ import annotations

from pathlib import Path

from bot.adapters.export_forms import load_forms
from bot.adapters.indicator_registry import load_registry
from bot.domain.indicator import Registry
from bot.settings import PROJECT
from tests.indicator.plain_sql import QUERIES, TURNS

WORDS = {
    "en": {
        "title": "Indicators",
        "intro": """Made from `data/indicators.yml` by `python -m tests.indicator.write_docs`; change the registry, not this file.

None of these figures is an official DTI score. No official indicator counts the turns of an assistant. "Supports" names
indicators of a commune DTI set in use elsewhere in 2026 whose work a figure can illustrate; the set of Đồng Tháp was not found.

- A **turn** is one row of `usage_events`. Chats of officers and developers (channels `test`, `terminal`) are never counted.
- A **question** is a turn that is not small talk, a command or a rating click. While officers have turned the assistant or a channel
  off, what residents write is no question and no failure either; those turns have the reason `switched_off`.
- **Days** are those of Viet Nam (UTC+7). Weeks are ISO weeks, from Monday.
- A **resident** is a keyed hash of channel and address. The key is derived from the secret and the calendar year, so nobody can be
  followed from one year into the next; "returning" is only known within a year, and a week across New Year may count a person twice.
- When a resident erases their data (`/xoadulieu`), a random key takes the place of theirs: figures stay, the link to the person goes.
  Questions of theirs that still waited for an officer are dismissed.
- Texts are wiped by retention; no figure needs them, so no figure of the past changes.
- Late turns, ratings, replies and clicks change the day that they belong to: the roll-up takes that day over again.
- Breakdowns by field and goal use the fields that topics have today.""",
        "purpose": "Purpose", "formula": "Formula", "numerator": "Numerator", "denominator": "Denominator", "source": "Source",
        "breakdowns": "Breakdowns", "bias": "Known bias", "supports": "Supports (no score)", "unit": "Unit",
        "period": "Period", "periods": "week, month, quarter, year",
        "sql": "## Computing them yourself\n\nWith a copy of the database and the `sqlite3` shell; `:first` and `:last` are local days,"
        " `:commune` is a commune or null. Each query follows this beginning and gives numerator and denominator:",
    },
    "vi": {
        "title": "Các chỉ số",
        "intro": """Trang này được tạo từ `data/indicators.yml`; muốn sửa thì sửa tệp đó.

Đây không phải điểm DTI chính thức. Không có chỉ số chính thức nào đếm lượt dùng trợ lý. Mục "Minh hoạ cho" nêu các chỉ số DTI
cấp xã đang dùng ở nơi khác năm 2026 mà con số này có thể minh hoạ; chưa tìm thấy bộ chỉ số của Đồng Tháp.

- **Lượt**: một dòng trong `usage_events`. Lượt thử của cán bộ và người lập trình (kênh `test`, `terminal`) không bao giờ được đếm.
- **Câu hỏi**: lượt không phải chào hỏi, lệnh hay bấm đánh giá. Trong lúc cán bộ tắt trợ lý hoặc tắt một kênh, tin nhắn của người dân
  không tính là câu hỏi, cũng không tính là chưa đáp ứng; các lượt đó có lý do `switched_off`.
- **Ngày** tính theo giờ Việt Nam. Tuần bắt đầu từ thứ hai.
- **Người dùng** là một mã băm có khoá của kênh và địa chỉ. Khoá thay đổi vào ngày 1 tháng 1 hằng năm, nên không ai bị theo dõi từ
  năm này sang năm khác; vì vậy "người quay lại" chỉ biết được trong một năm, và tuần vắt qua năm mới có thể đếm một người hai lần.
- Khi người dân xoá dữ liệu (`/xoadulieu`), mã của họ được thay bằng mã ngẫu nhiên: con số giữ nguyên, không còn gắn với ai. Câu
  của họ đang chờ cán bộ thì bỏ qua.
- Nội dung câu hỏi bị xoá theo thời hạn lưu; chỉ số không cần nội dung nên số cũ không đổi.
- Lượt đến muộn, đánh giá, trả lời của cán bộ và lượt mở đường dẫn được tính vào ngày của lượt hỏi; ngày đó được tổng hợp lại.
- Phân tổ theo lĩnh vực và mục tiêu dùng lĩnh vực hiện nay của chủ đề.""",
        "purpose": "Để làm gì", "formula": "Cách tính", "numerator": "Tử số", "denominator": "Mẫu số", "source": "Bảng nguồn",
        "breakdowns": "Phân tổ", "bias": "Điều cần lưu ý", "supports": "Minh hoạ cho (không phải điểm)", "unit": "Đơn vị",
        "period": "Kỳ", "periods": "tuần, tháng, quý, năm", "sql": "",
    },
}  # fmt: skip


def indicators(registry: Registry, language: str) -> str:
    """The definitions in a language."""
    words = WORDS[language]
    lines = [f"# {words['title']}", "", words["intro"], ""]
    for indicator in registry.indicators.values():
        supports = "; ".join(f"{code} {registry.supported[code][language]}" for code in indicator.supports)
        lines += [
            f"## {indicator.name[language]} (`{indicator.id}`)",
            "",
            f"- {words['purpose']}: {indicator.purpose[language]}",
            f"- {words['formula']}: {indicator.formula[language]}",
            f"- {words['numerator']}: `{indicator.numerator}`",
            *([f"- {words['denominator']}: `{indicator.denominator}`"] if indicator.denominator else []),
            f"- {words['unit']}: `{indicator.unit}`",
            f"- {words['source']}: `{indicator.source}`",
            f"- {words['period']}: {words['periods']}",
            f"- {words['breakdowns']}: {', '.join(indicator.breakdowns)}",
            f"- {words['bias']}: {indicator.bias[language]}",
            f"- {words['supports']}: {supports}",
            "",
        ]
    if words["sql"]:
        lines += [words["sql"], "", "```sql", TURNS.strip(), "```", ""]
        for name, sql in QUERIES.items():
            lines += [f"`{name}`:", "", "```sql", sql.strip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def dictionary() -> str:
    """The columns of every export."""
    lines = [
        "# Data dictionary of the exports",
        "",
        "Made from `data/export_tables.yml` by `python -m tests.indicator.write_docs`.",
        "",
    ]
    for forms in load_forms(PROJECT / "data" / "export_tables.yml"):
        for form in forms.values():
            lines += [
                f"## {form.id}",
                "",
                f"{form.titles['en']} · {form.titles['vi']}",
                "",
                "| Column | Type | Meaning | Nghĩa |",
                "|---|---|---|---|",
            ]
            lines += [f"| `{c.id}` | {c.kind} | {c.titles['en']} | {c.titles['vi']} |" for c in form.columns]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def documents() -> dict[Path, str]:
    """Every made file with its text."""
    registry = load_registry(PROJECT / "data" / "indicators.yml")
    return {
        PROJECT / "docs" / "indicators.md": indicators(registry, "en"),
        PROJECT / "docs" / "vi" / "chi-so.md": indicators(registry, "vi"),
        PROJECT / "docs" / "data-dictionary.md": dictionary(),
    }


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
