"""Two laws over the same people in one pass: who gains, who loses, and by which clauses.

*Here* is the tenant that is asked, *there* what ``--against`` names: another tenant's law, the same law on another day,
or a law file laid on top.
"""
