"""The tenant that this plugin bundles: the province, on all four tracks."""

from bajigong.law.tenants import bundled

SICHUAN = bundled(
    "sichuan",
    "四川省",
    "Sichuan",
    "510000",
    "bajigong_sichuan",
    *("national", "enterprise", "college", "third_party", "veterans", "sichuan"),
)
