"""The signature of Tencent Cloud's other APIs."""

from __future__ import annotations

from qcloud_cos.core import tc3

# The worked example of https://cloud.tencent.com/document/api/1312/48202, keys and all.
ID, KEY = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
BODY = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
HEADERS = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}


def test_the_documented_example() -> None:
    signed = tc3.authorization(
        secret_id=ID, secret_key=KEY, service="cvm", headers=HEADERS, body=BODY, timestamp=1551113065
    )
    assert signed == (
        f"TC3-HMAC-SHA256 Credential={ID}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def test_the_day_is_that_of_utc() -> None:
    assert tc3.day(1551113065) == "2019-02-25"
    assert tc3.day(1551139199) == "2019-02-25"  # in Beijing it is the 26th
    assert tc3.day(1551139200) == "2019-02-26"


def test_further_headers_are_signed_in_order_and_lower_case() -> None:
    more = {"x-tc-action": "DescribeInstances", **HEADERS}
    signed = tc3.signature(KEY, "cvm", more, BODY, 1551113065)
    assert signed == tc3.signature(KEY, "cvm", dict(sorted(more.items())), BODY, 1551113065)
    assert signed == tc3.signature(KEY, "cvm", {**more, "x-tc-action": " describeinstances "}, BODY, 1551113065)
    assert signed != tc3.signature(KEY, "cvm", HEADERS, BODY, 1551113065)
