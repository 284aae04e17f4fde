"""How somebody says yes: by fit, way, shyness and company, whoever suggested it."""

from typing import Final

import numpy as np

from .parameters import Parameters
from .people import Floats, Ints, Words, shared

#: From this many people on, a gathering is a crowd (assumption).
CROWD: Final = 12.0


def fit(mine: Words, theirs: Words) -> Floats:
    """The share of what a thing is about that is among one's interests."""
    return shared(mine, theirs) / np.maximum(1, np.bitwise_count(theirs))


def chance(
    parameters: Parameters,
    *,
    fits: Floats,
    way: Floats,
    shy: Floats,
    around: Ints | Floats,
    company: Floats,
) -> Floats:
    """The chance of a yes.

    ``way`` is a share of the longest one accepts; ``around`` how many people one expects there;
    ``company`` 1 when somebody one knows comes along. Company halves what shyness takes away.
    """
    crowd = np.clip((around - 1.0) / CROWD, 0.0, 1.0)
    inclination = (
        parameters.yes
        + parameters.yes_fit * fits
        - parameters.yes_way * way
        - parameters.yes_shy * shy * crowd * (1 - 0.5 * company)
        + parameters.yes_company * company
    )
    return 1.0 / (1.0 + np.exp(-inclination))
