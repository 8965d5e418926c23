"""What plugins declare: frozen values that say what the law is, and decide nothing."""
