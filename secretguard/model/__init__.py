"""The words: one small frozen type a file; standard library only, no I/O, no colour.

Nothing is re-exported here: the hook path imports single files, and each import is a
cost at every commit of every user.
"""
