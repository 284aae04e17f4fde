"""People: who has an account, what they tell, what they agreed to, whom they keep away from.

A *resident* is an account and its profile; a *role* gives somebody a duty, within an area;
a *block* hides two people from each other everywhere; *distance* keeps somebody at arm's length.
"""
