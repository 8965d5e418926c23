"""Social assessment organisations (社会培训评价组织), which assess the public. Not: software of third parties."""
