"""Days without a month or a date: 13日, 本月13日, 今天, 昨天, 当天, and what they do not date."""

from __future__ import annotations

import pytest

from extract.numbers.quantities import find_quantities
from extract.text.sentences import divide

ISSUED = "2024-10-21"
DAY, BEFORE = ("2024-10-21", "2024-10-21"), ("2024-10-20", "2024-10-20")
YEAR = ("2023-01-01", "2023-12-31")


def _periods(text, issued=ISSUED):
    found, _ = find_quantities(text, divide(text), issued)
    return [(q.period.start, q.period.end) if q.period else None for q in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a day in the middle of a clause; of the month before, if it is not yet reached; not one long past
        ("青岚港20日晚卸下设备90台。", [BEFORE]),
        ("青岚港20日晚卸下设备90台，装车30辆。", [BEFORE, BEFORE]),
        ("青岚港28日晚卸下设备90台。", [None]),
        ("18日至20日，青岚港卸下设备90台。", [("2024-10-18", "2024-10-20")]),
        ("18日夜间至20日凌晨，青岚港卸下设备90台。", [("2024-10-18", "2024-10-20")]),
        ("10月18日晚至20日，青岚港卸下设备90台。", [("2024-10-18", "2024-10-20")]),
        ("10月18日0时至20日24时，青岚港卸下设备90台。", [("2024-10-18", "2024-10-20")]),
        # 本月: however far
        ("本月2日，青岚港卸下设备90台。", [("2024-10-02", "2024-10-02")]),
        # a second day takes over from the first, not from a month or a year
        ("青岚港今天（10月21日）通报，一艘货轮20日卸下设备90台。", [BEFORE]),
        ("2023年度青岚市名牌企业名单20日揭晓，全市共有名牌企业90家。", [YEAR]),
        # durations and rates are no days
        ("青岚港推出5日游线路90条。", [None]),
        ("青岚港每20日检修吊机90台。", [None]),
        ("截至20日，青岚港卸下设备90台。", [None]),
    ],
)
def test_a_day_without_a_month(text, expected):
    assert _periods(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the day on which somebody says it, or on which began what has had its effect by now
        ("据青岚媒体20日报道，当地建成厂房90栋。", [None]),
        ("青岚市应急局20日表示，当地转移居民90人。", [None]),
        ("据青岚媒体今天（10月21日）报道，当地建成厂房90栋。", [None]),
        ("青岚市20日发生的火灾已造成9人受伤。", [None]),
        # 当天 is the day that was named, also that of saying; 过去24小时 reaches to it
        ("据青岚媒体20日报道，消防队当天救出9人。", [BEFORE]),
        ("青岚市应急局20日称，过去24小时，当地转移居民90人。", [("2024-10-19", "2024-10-20")]),
        ("消防队在当天救出9人。", [None]),
        # what is decided on a day is of it
        ("青岚银行20日决定将贷款利率下调25个基点。", [BEFORE]),
    ],
)
def test_the_day_of_saying(text, expected):
    assert _periods(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青岚市今天启用充电站90座。", [DAY]),
        ("青岚市昨天启用充电站90座。", [BEFORE]),
        ("昨晚青岚市启用充电站90座。", [BEFORE]),
        # nowadays, and what has come by now
        ("截至今天16时，青岚市启用充电站90座。", [None]),
        ("今天，青岚市每十台机床就有9台是自产。", [None]),
        ("发展到今天的青岚市，有充电站90座。", [None]),
        ("今天上午，青岚市启用充电站90座，至此，全市充电站达到300座。", [DAY, None]),
        # what is built that day is of no day
        ("青岚至江津的铁路今天通车，设计时速350公里，首日开行列车9列。", [None, DAY]),
        ("青岚文化中心今天启用，总建筑面积9万平方米。", [None]),
    ],
)
def test_today_and_yesterday(text, expected):
    assert _periods(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the year before that of issue, at the head of a sentence without numbers, dates what follows
        ("2023年，青岚市加快补齐水利短板。各地改造农田90万亩。", [YEAR]),
        ("2023年，青岚市加快补齐水利短板。目前，全市有农田90万亩。", [None]),
        ("青岚机械2023年获评名牌企业。车间里摆着机床90台。", [None]),
        ("2019年，青岚市加快补齐水利短板。各地改造农田90万亩。", [None]),
    ],
)
def test_the_year_that_a_sentence_opens_with(text, expected):
    assert _periods(text) == expected
