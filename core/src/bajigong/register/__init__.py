"""The register: the life of an assessment, from a filing to a certificate, kept in a database of the tenant's own.

Whatever is done is an act (`office.py`): it lands together with its entry in a chained record (`audit.py`), or not at
all. What an act asks beforehand is no matter of this package: duties of the tenant's law declare it (`enforcing.py`).
"""
