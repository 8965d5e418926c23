pytest_plugins = ["bajigong.testing"]
