"""The tenant that this plugin bundles: the autonomous region, on all four tracks."""

from bajigong.law.tenants import bundled

INNER_MONGOLIA = bundled(
    "inner-mongolia",
    "内蒙古自治区",
    "Inner Mongolia",
    "150000",
    "bajigong_inner_mongolia",
    *("national", "enterprise", "college", "third_party", "veterans", "inner_mongolia"),
)
