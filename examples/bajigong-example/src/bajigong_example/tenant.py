"""The tenant: the province's law on the enterprise track, and the enterprise's own rules."""

from bajigong.law.tenants import bundled

EXAMPLE = bundled(
    "example",
    "某集团（四川）",
    "an enterprise in Sichuan",
    "510000",
    "bajigong_example",
    *("national", "enterprise", "sichuan", "college", "third_party", "veterans", "example"),
)
