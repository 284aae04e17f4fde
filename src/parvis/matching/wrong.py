"""How a problem that cannot be read is refused."""


class WrongProblem(ValueError):  # noqa: N818 - the house names a refusal by what is wrong
    """The problem cannot be read. ``path`` says where, ``fault`` says why."""

    def __init__(self, path: str, fault: str) -> None:
        super().__init__(f"{path}: {fault}")
        self.path = path
        self.fault = fault
