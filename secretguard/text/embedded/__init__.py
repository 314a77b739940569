"""Texts written in another notation inside a text: what stands there, and in which bytes.

One file a notation. Each gives ``Replacement``s (see ``model.pieces``), so that the decoded text keeps
its surroundings: the name before a value judges the value.
"""
