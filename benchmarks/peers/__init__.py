"""The other tools, one module each: the conditions of 2023 as a good user of the tool would write them by hand.

Peers of columns have ``decide(people, on)``: the data set in, an answer as `requirements.ANSWER` out. Peers of single
rows have a class whose objects take one set of ready-made facts (`ready_made`): ``decide`` and ``explain``.
"""
