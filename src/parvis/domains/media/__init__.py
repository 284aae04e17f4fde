"""Images: taken in from anyone, stripped of everything but the picture, and given back safely.

An image (*image*) belongs to whoever sent it, or to the town. It is public, or seen through a
signed address that lives five minutes; who may get one is decided by the domain it illustrates.
"""
