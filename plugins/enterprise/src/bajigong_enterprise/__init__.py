"""Enterprises that assess their own people (企业自主评价)."""
