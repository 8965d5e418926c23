import os
import signal
import sys

pytest_plugins = ["bajigong.testing"]

# Where the tests run in the background of a shell, Ctrl-C is ignored, and so it would be by every process they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The tests start the program hundreds of times: what was compiled to bytecode once is kept, whatever the shell says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
