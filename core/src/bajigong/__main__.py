"""``python -m bajigong``."""

from bajigong.cli import main

main()
