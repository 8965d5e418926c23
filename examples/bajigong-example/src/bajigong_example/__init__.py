"""An enterprise's own evaluation rules, as a plugin of its own distribution."""
