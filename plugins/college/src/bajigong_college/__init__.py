"""Colleges and schools that assess their own students (院校评价)."""
