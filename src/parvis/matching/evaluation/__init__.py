"""Do suggestions foresee where people really go? Measured on a town's past, week after week.

Columns come from four CSV files (``files``) or a generator (``generate``); every Monday a ranker
sees what happened before (``weeks.Past``) and what is announced (``weeks.Coming``), never the
answers (``weeks.Answers``). ``study`` runs everyone in one go and ``report`` prints the table.
"""
