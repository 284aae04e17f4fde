"""What people like, by age and situation."""

from itertools import accumulate

from parvis.surfaces.cli.town.files import read

Tastes = tuple[list[str], list[float]]


def tastes_of(age: int, situation: str, *, learner: bool) -> Tastes:
    """Interests and their cumulative weights: a long tail (Zipf), bent by age and situation."""
    fits = {
        "all": 1.0,
        "young": 2.5 if age < 32 else 0.25 if age > 58 else 1.0,
        "senior": 2.5 if age > 60 else 0.2 if age < 32 else 0.8,
        "elder": 5.0 if age > 62 else 0.0,
        "family": 6.0 if situation == "family" else 0.05,
        "working": 2.0 if age > 34 and situation in {"working", "retired"} else 0.0,
        "seeker": 12.0 if situation == "job-seeker" else 0.0,
        "learner": 4.0 if learner else 0.0,
    }
    tastes = read("tastes")
    weights = [fits[row["tilt"]] / (rank + 3) for rank, row in enumerate(tastes.values())]
    return list(tastes), list(accumulate(weights))
