"""Files that end in .scenario.yaml are tests."""

pytest_plugins = ["bajigong.testing"]
