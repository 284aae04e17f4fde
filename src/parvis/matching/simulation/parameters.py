"""What the town of the simulation is made of: every number, in words, with its source."""

from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, Final

ASSUMPTION: Final = "assumption"
HALL: Final = "Hall 2018, How many hours does it take to make a friend?"
REPLIES: Final = "Joyce & Kraut 2006, Predicting continued participation in newsgroups"
CIRCLE: Final = "Circle of Friends (Pitkälä et al. 2009: 6 of 15 groups went on)"
ALIKE: Final = "direction: McPherson, Smith-Lovin & Cook 2001; the size is an assumption"


def told(
    default: float, words: str, source: str = ASSUMPTION, *, most: float = 1e9, least: float = 0.0
) -> Any:
    """A number of the model. ``least`` and ``most`` bound what halving and doubling make of it."""
    return field(
        default=default,
        metadata={"words": words, "source": source, "least": least, "most": most},
    )


@dataclass(frozen=True, slots=True)
class Parameters:
    """All numbers of the model. Rates are per thousand residents, times in weeks or hours."""

    # Who lives there, and who comes
    newcomers: float = told(
        1.4, "newcomers a week, per 1,000 residents", "INSEE Première 1954 (2023)"
    )
    alone: float = told(
        0.12,
        "share of residents without a tie at the start",
        "Fondation de France / Crédoc 2023",
        most=0.9,
    )
    ties: float = told(4.0, "ties of each of the others at the start, mean")
    same_quarter: float = told(
        0.5, "share of these ties drawn in the same neighbourhood", ALIKE, most=1.0
    )
    same_band: float = told(0.5, "share of these ties drawn in the same age band", ALIKE, most=1.0)
    skew: float = told(0.9, "how unequal interests are (exponent of Zipf’s law)")
    interests: float = told(4.0, "interests of one person, mean", most=12.0, least=2.0)
    free: float = told(
        0.6, "share of the free moments of one’s situation that are really free", most=1.0
    )
    shyness: float = told(
        0.4, "shyness, mean (0 to 1)", "Zimbardo 1977: 40 % say they are shy", most=0.95
    )
    reach: float = told(18.0, "longest way one accepts, minutes, mean")
    pace: float = told(75.0, "walking pace, metres a minute")

    # What is offered, the same under every policy
    clubs: float = told(12.0, "weekly groups, per 1,000 residents")
    club_seats: float = told(16.0, "seats in a weekly group", least=3.0)
    regulars: float = told(0.5, "share of these seats taken at the start", most=0.95)
    club_hours: float = told(2.0, "hours of one meeting of a weekly group or of a table")
    tables: float = told(16.0, "small tables of five a week, per 1,000 residents")
    gatherings: float = told(6.0, "gatherings that happen once, a week, per 1,000 residents")
    gathering_seats: float = told(20.0, "seats at such a gathering", least=3.0)
    gathering_hours: float = told(2.5, "hours of such a gathering")
    welcomers: float = told(2.0, "welcomers, per 1,000 residents")
    welcomer_cap: float = told(3.0, "newcomers one welcomer accompanies at a time", least=1.0)
    welcomer_weeks: float = told(3.0, "weeks one newcomer is accompanied", least=1.0)

    # Looking and saying yes: the same people under every policy
    suggestions: float = told(5.0, "suggestions shown at one look", most=12.0, least=3.0)
    look_most: float = told(0.6, "chance to look in a week, without any tie", most=1.0)
    look_least: float = told(0.05, "chance to look in a week, with many ties", most=1.0)
    yes: float = told(-0.5, "inclination to say yes to a suggestion (log-odds)", least=-9.0)
    yes_fit: float = told(2.0, "more, when all it is about is among one’s interests")
    yes_way: float = told(1.0, "less, when the way is the longest one accepts")
    yes_shy: float = told(2.5, "less, for the shyest before a crowd without company")
    yes_company: float = told(1.0, "more, when somebody one knows comes along")
    comes: float = told(0.8, "share of those who said yes who come", most=1.0)
    comes_weekly: float = told(0.75, "share of a group’s members who come in a week", most=1.0)
    leaves: float = told(
        0.08, "share of members who leave in a week, no familiar face there", most=0.9
    )
    leaves_familiar: float = told(0.02, "the same, with a familiar face there", most=0.9)

    # Meeting, and what is made of it
    company: float = told(
        4.0,
        "others one really talks with at a meeting",
        "Dunbar, Duncan & Nettle 1995: conversations stop at about four people",
        least=1.0,
        most=12.0,
    )
    cling: float = told(0.5, "chance to sit with whom one knows best", most=1.0)
    shared: float = told(0.5, "how much more an hour counts with all interests shared")
    casual: float = told(50.0, "hours that make a casual friend", HALL)
    fade: float = told(0.01, "share of the hours forgotten a week, once out of touch", most=0.9)
    fade_after: float = told(8.0, "weeks without meeting after which one is out of touch")
    own: float = told(
        0.3, "chance a week that two who met three times meet by themselves", most=1.0
    )
    own_hours: float = told(4.0, "hours of such a meeting")
    table_weeks: float = told(7.0, "weeks a table meets", "the design: 6 to 8", least=1.0)
    table_goes_on: float = told(0.4, "share of tables that then go on alone", CIRCLE, most=1.0)

    # Tries that lead somewhere, or nowhere
    reply: float = told(0.7, "chance that a welcomer with room answers a hello", most=1.0)
    back_answered: float = told(0.56, "newcomers who come back after a reply", REPLIES, most=1.0)
    back_ignored: float = told(0.44, "newcomers who come back without a reply", REPLIES, most=1.0)
    full: float = told(0.1, "hope lost at something full, unmade or without a place", most=0.9)
    nobody: float = told(0.2, "hope lost when nobody else came", most=0.9)
    cheer: float = told(0.05, "hope gained at a good meeting", most=1.0)

    def scaled(self, name: str, factor: float) -> "Parameters":
        """The same with one number multiplied, within what it may be."""
        known = {one.name: one for one in fields(self)}[name].metadata
        value = min(known["most"], max(known["least"], getattr(self, name) * factor))
        return replace(self, **{name: value})


DEFAULT: Final = Parameters()
NAMES: Final = tuple(one.name for one in fields(Parameters))


def rows(parameters: Parameters = DEFAULT) -> list[tuple[str, str, str, str]]:
    """Name, value, words and source of each number, in order."""
    return [_row(one, getattr(parameters, one.name)) for one in fields(parameters)]


def _row(one: Field[Any], value: float) -> tuple[str, str, str, str]:
    return one.name, f"{value:g}", one.metadata["words"], one.metadata["source"]


def table(parameters: Parameters = DEFAULT) -> str:
    """The same as a table in Markdown, as it stands in the report."""
    lines = ["| parameter | value | what it is | source |", "| --- | ---: | --- | --- |"]
    lines += [f"| `{name}` | {' | '.join(rest)} |" for name, *rest in rows(parameters)]
    return "\n".join(lines)
