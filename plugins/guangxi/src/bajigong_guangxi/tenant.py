"""The tenant that this plugin bundles: the city of Guilin, on all four tracks."""

from bajigong.law.tenants import bundled

GUILIN = bundled(
    "guilin",
    "广西桂林市",
    "Guilin, Guangxi",
    "450300",
    "bajigong_guangxi",
    *("national", "enterprise", "college", "third_party", "veterans", "guangxi"),
)
