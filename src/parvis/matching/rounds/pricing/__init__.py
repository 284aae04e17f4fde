"""Pricing: the best table a session could still form when people, seats and tables cost.

Exact by branch and bound on pairs, or with a limit on the work, and then still with a bound that
holds. Columns, bounds and advice are all made of it.
"""

from .asking import Asked, Prices, ask
from .market import FAR, Market, market_of

__all__ = ["FAR", "Asked", "Market", "Prices", "ask", "market_of"]
