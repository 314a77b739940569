"""The one room with a door to the network; it opens when a person asks for it and agrees.

Nothing on the way of a scan or a hook imports it, and no other room may import sockets.
"""
