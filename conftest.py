import signal

pytest_plugins = ["bajigong.testing"]

# Where the tests run in the background of a shell, Ctrl-C is ignored, and so it would be by every process they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
