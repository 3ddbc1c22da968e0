"""Old fonts: TCVN3, VNI, VISCII and VPS to Unicode, by the name of the font or by the text itself."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from legacy_making import encoded

from reportparse.text.legacy import (
    Encoding,
    FontCode,
    code_of_font,
    decode,
    decode_runs,
    decode_unnamed,
    looks_legacy,
    with_capitals,
)

REPORT = (
    "Ủy ban nhân dân xã Phú Hòa báo cáo kết quả giảm nghèo năm 2008.\n"
    "Căn cứ Quyết định số 12/QĐ-UBND ngày 14 tháng 5 năm 2008;\n"
    "Tổng số hộ nghèo toàn xã còn 35 hộ, giảm 12 hộ so với đầu năm, được hỗ trợ 1.250.000 đồng.\n"
)
WORDS = (
    *("xã", "phường", "hộ", "nghèo", "được", "ước", "tỷ", "đồng", "quyết", "định", "những", "bưởi", "giỗ", "nữ", "lũ"),
    *("kỹ", "thuật", "hoàn", "thành", "12/QĐ-UBND", "(35)", "1,25%"),
)


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        (".VnTimeH", "tcvn3", True),
        ("CCBODP+.VnTime,Bold", "tcvn3", False),
        (".VnTimeH,Bold", "tcvn3", True),
        (".VnArial NarrowH", "tcvn3", True),
        ("VNI-Times", "vni", False),
        ("VNI-Helve-Condense", "vni", False),
        ("VPS Times", "vps", False),
    ],
)
def test_the_name_of_a_font_tells_its_code(font: str, encoding: Encoding, capitals: bool) -> None:
    assert code_of_font(font) == FontCode(encoding, capitals)


@pytest.mark.parametrize("font", [None, "", "Times New Roman", "Vnhelp", "Arial", "Vinh", "TimesNewRomanPSMT"])
def test_other_fonts_have_no_old_code(font: str | None) -> None:
    assert code_of_font(font) is None


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii"])
def test_a_whole_text_is_recognised_by_its_letters(encoding: Encoding) -> None:
    found = decode_unnamed(encoded(REPORT, encoding))
    assert found.encodings == (encoding,)
    assert found.text.lower() == REPORT.lower()


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.sampled_from(["tcvn3", "vni", "viscii", "vps"]))
def test_what_a_font_shows_comes_back(words: list[str], encoding: Encoding) -> None:
    text = " ".join(words)
    assert decode(encoded(text, encoding), FontCode(encoding)) == text


@given(st.lists(st.sampled_from(REPORT.split("\n")), min_size=1, max_size=8), st.sampled_from(["tcvn3", "vni"]))
def test_every_word_leads_back_to_where_it_was_stored(lines: list[str], encoding: Encoding) -> None:
    stored = encoded("\n".join((*lines, REPORT)), encoding)
    found = decode_unnamed(stored)
    for made, kept in zip(found.text.split(), stored.split(), strict=True):
        at = found.text.index(made)
        assert stored[found.offsets.source(at) :].startswith(kept) or made in found.text[:at]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_a_text_with_letters_of_unicode_in_every_line_is_never_touched(text: str) -> None:
    lines = "".join(f"ă {line.strip()}\n" for line in text.splitlines())
    assert decode_unnamed(lines).text == lines


def test_a_file_put_together_from_two_codes_and_unicode() -> None:
    parts = (REPORT, encoded(REPORT, "vni"), encoded(REPORT, "tcvn3"), "Hoàn thành\n", REPORT)
    found = decode_unnamed("".join(parts))
    assert found.encodings == ("tcvn3", "vni")
    assert found.text.lower() == (REPORT * 3 + "Hoàn thành\n" + REPORT).lower()


@pytest.mark.parametrize(
    "text",
    [
        "El señor Núñez vive en España; mañana también irá a la montaña. El niño pequeño soñó con el año.",
        "Müller prüft die größten öffentlichen Gebäude; über die Maßnahmen wird nächste Woche entschieden.",
        "hoà giải, hoá chất, thuý, quý I: đạt − 12 % § 3 © 2020",
    ],
)
def test_other_languages_and_plain_unicode_are_left_alone(text: str) -> None:
    assert decode_unnamed(text).text == text


def test_a_letter_divided_between_two_runs_of_one_font() -> None:
    vni = FontCode("vni")
    assert (
        decode_runs([("Soá: 12/Q", vni), ("Ñ-UBND ngaø", vni), ("y", vni), (" được", None)])
        == "Số: 12/QĐ-UBND ngày được"
    )
    assert decode_runs([("a", vni), ("ù", vni)]) == "á"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ủY BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN"),
        ("QUYếT ĐịNH", "QUYẾT ĐỊNH"),
        ("CộNG HOà Xã HộI CHủ NGHĩA VIệT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Là xã nghèo, ở ấp 3 của UBND xã Phú Hòa", "Là xã nghèo, ở ấp 3 của UBND xã Phú Hòa"),
        ("Số: 12/QĐ-UBND", "Số: 12/QĐ-UBND"),
    ],
)
def test_capitals_that_tcvn3_cannot_write(typed: str, meant: str) -> None:
    assert with_capitals(typed) == meant


def test_fonts_of_capitals_and_what_a_pdf_prints_for_the_letter_u() -> None:
    assert decode("b¸o c¸o nhµ n−íc", FontCode("tcvn3", capitals=True)) == "BÁO CÁO NHÀ NƯỚC"
    assert decode("5 − 3 = 2", FontCode("tcvn3")) == "5 − 3 = 2"


def test_signs_of_an_old_code_are_told_from_unicode() -> None:
    assert looks_legacy(encoded(REPORT, "tcvn3"))
    assert looks_legacy(encoded(REPORT, "vni"))
    assert not looks_legacy(REPORT)


def test_soft_hyphens_in_unicode_are_no_letters_of_tcvn3() -> None:
    text = "Nơi nhận:\n- UBND, UB\u00adMTTQ\u00adVN xã;\n- các th\u00adôn, b\u00adản;\nY B\u00adhiôn\u00adg\n"
    assert decode_unnamed(text).text == text


def test_a_word_without_end_takes_no_square_of_its_length() -> None:
    begun = time.perf_counter()
    assert decode("coâng" * 4000, FontCode("vni")) == "công" * 4000
    assert time.perf_counter() - begun < 5
