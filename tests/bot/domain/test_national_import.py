from __future__ import annotations

import pytest

from bot.adapters.national_files import read_applicability
from bot.domain.national import NationalProcedure
from bot.domain.national_import import DumpEntry, FieldChange, LeftOut, compare_dump
from bot.settings import PROJECT

MINISTRY, OURS, THEIRS = "Bộ Tài chính", "UBND tỉnh Đồng Tháp", "UBND tỉnh Tây Ninh"
CURATED, REPLACED = {"1.001193"}, {"2.000986"}


@pytest.fixture(scope="module")
def rules():
    return read_applicability(PROJECT / "data" / "national")


def an_entry(code: str = "1.000005", **more: object) -> DumpEntry:
    values: dict[str, object] = {
        "code": code, "name": "Thủ tục cấp phép", "fields": ("Hải quan",), "offices": ("Chi cục Hải quan khu vực",),
        "issuer": MINISTRY, "kind": "STANDARD", "link": "https://dichvucong.gov.vn/x",
    }  # fmt: skip
    return DumpEntry(**(values | more))  # type: ignore[arg-type]


def a_held(code: str = "1.000005", name: str = "Cấp phép", **more: str) -> NationalProcedure:
    values = {"field": "Hải quan", "agency": "Chi cục Hải quan khu vực", "link": "https://dichvucong.gov.vn/x"}
    return NationalProcedure(code, name, **(values | more))


def compare(rules, entries, held=(), *, is_whole=True):
    known = {procedure.code: procedure for procedure in held}
    return compare_dump(entries, known, rules, curated=CURATED, replaced=REPLACED, is_whole=is_whole)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (an_entry(), None),
        (an_entry(issuer=OURS, kind="SPECIFIC"), None),
        (an_entry(issuer=THEIRS, kind="SPECIFIC"), LeftOut.OTHER_PLACE),
        (an_entry(issuer=THEIRS, kind="STANDARD"), LeftOut.OTHER_PLACE),
        (an_entry(issuer="UBND Thành phố Huế", kind="SPECIFIC"), LeftOut.OTHER_PLACE),
        (an_entry(issuer="Sở Xây dựng - tỉnh Quảng Ngãi", kind="SPECIFIC"), LeftOut.OTHER_PLACE),
        (an_entry(kind="STANDARD_INTERNAL"), LeftOut.INTERNAL),
        (an_entry("1.001193"), LeftOut.CURATED),
        (an_entry("2.000986"), LeftOut.REPLACED),
        (an_entry("1.003596"), LeftOut.NAMED),
        (an_entry("1.014955-Xoa"), LeftOut.INCOMPLETE),
        (an_entry(name=""), LeftOut.INCOMPLETE),
        (an_entry(issuer=""), None),
    ],
)
def test_only_what_applies_here_is_in_the_long_tail(rules, entry, why):
    assert rules.why_not(entry, CURATED, REPLACED) == why


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Thủ tục cấp phép", "Cấp phép"),
        ("Thủ Tục: cấp  phép ", "Cấp phép"),
        ("\u200bThủ tục cấp phép", "Cấp phép"),
        ("cấp phép", "Cấp phép"),
        ("Thủ tục", "Thủ tục"),
    ],
)
def test_a_name_is_written_without_words_that_say_nothing(rules, name, written):
    assert rules.written(an_entry(name=name)).name == written


@pytest.mark.parametrize(
    ("offices", "agency"),
    [
        (("Sở Y tế", "Sở Y tế"), "Sở Y tế"),
        (("", "Ủy ban nhân dân cấp xã"), "Ủy ban nhân dân cấp xã"),
        (("Sở Nông nghiệp và Môi trường Thành phố Hải Phòng", "Sở Y tế"), "Sở Y tế"),
        (("Sở Xây dựng - TP.HCM",), MINISTRY),
        (("Sở Tài chính tỉnh Sơn La",), MINISTRY),
        (("Sở Xây dựng tỉnh Đồng Tháp",), "Sở Xây dựng tỉnh Đồng Tháp"),
        (("Sở Tài chính các tỉnh, thành phố",), "Sở Tài chính các tỉnh, thành phố"),
        (("Công an huyện", "Công an cấp Xã"), "Công an cấp Xã"),
        (("Sở Ngoại vụ Thành phố Hồ Chí Minh - Bộ Ngoại giao",), "Sở Ngoại vụ Thành phố Hồ Chí Minh - Bộ Ngoại giao"),
        (("A", "B", "C"), "A; B"),
        ((), MINISTRY),
    ],
)
def test_offices_of_other_places_and_abolished_ones_are_not_named(rules, offices, agency):
    assert rules.written(an_entry(offices=offices)).agency == agency


def test_a_ministry_has_its_present_name(rules):
    assert rules.written(an_entry(offices=(), issuer="Bộ xây dựng (Giao thông vận tải cũ)")).agency == "Bộ Xây dựng"


def test_a_dump_that_says_the_same_changes_nothing(rules):
    report = compare(rules, [an_entry()], [a_held()])
    assert report.changes_nothing
    assert dict(report.procedures) == {"1.000005": a_held()}


def test_new_changed_and_gone_are_told_field_by_field(rules):
    report = compare(
        rules,
        [an_entry(offices=("Sở Y tế",)), an_entry("1.000006")],
        [a_held(), a_held("1.000007"), a_held("1.000008")],
    )
    assert [procedure.code for procedure in report.new] == ["1.000006"]
    assert report.changed == (FieldChange("1.000005", "agency", "Chi cục Hải quan khu vực", "Sở Y tế"),)
    assert [(procedure.code, why) for procedure, why in report.gone] == [
        ("1.000007", "not in the dump"), ("1.000008", "not in the dump"),
    ]  # fmt: skip
    assert list(report.procedures) == ["1.000005", "1.000006"]


def test_what_does_not_apply_any_more_goes_and_says_why(rules):
    report = compare(rules, [an_entry(kind="STANDARD_INTERNAL")], [a_held()])
    assert [(procedure.code, why) for procedure, why in report.gone] == [("1.000005", "between offices")]


def test_records_of_some_procedures_let_the_others_stay(rules):
    report = compare(rules, [an_entry("1.000006")], [a_held()], is_whole=False)
    assert report.gone == ()
    assert list(report.procedures) == ["1.000005", "1.000006"]


def test_a_code_that_two_procedures_have_is_taken_once(rules):
    report = compare(rules, [an_entry(), an_entry(name="Khác")])
    assert (report.procedures["1.000005"].name, report.left_out) == ("Cấp phép", {LeftOut.TWICE: 1})


def test_a_curated_topic_never_comes_into_the_long_tail(rules):
    assert compare(rules, [an_entry("1.001193"), an_entry("2.000986")]).changes_nothing
