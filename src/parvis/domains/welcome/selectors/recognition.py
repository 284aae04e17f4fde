"""Finding the phrases of the lexicon in a message, in the language of each sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parvis.domains.welcome.selectors.clauses import Reading, clauses, grammar, read
from parvis.domains.welcome.selectors.lexicon import Lexicon, Phrase, lexicon
from parvis.domains.welcome.selectors.spelling import LANGS
from parvis.domains.welcome.selectors.tokens import Token, tokenise

_GAP_WORDS = 3
_DECIDES = 2
_FAVOURS = frozenset({"interest", "wish"})
#: Distinct unknown words looked up as slips in one message: enough for any person.
_MOST_SLIPS = 600


@dataclass(frozen=True, slots=True)
class Match:
    kind: str
    value: str
    #: The words it is made of; a gap between them is not part of it.
    at: tuple[int, ...]

    @property
    def start(self) -> int:
        return self.at[0]

    @property
    def end(self) -> int:
        return self.at[-1] + 1


@dataclass(slots=True)
class Recognition:
    text: str
    tokens: list[Token]
    matches: list[Match]
    reading: Reading
    language: str | None
    #: Words inside a phrase that denies nothing ("pas mal").
    neutral: frozenset[int]

    def of(self, *kinds: str) -> list[Match]:
        return [match for match in self.matches if match.kind in kinds]

    def excerpt(self, start: int, end: int) -> str:
        """The piece of the message from word ``start`` to the one before ``end``."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def _sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i].gap == ".":
            yield tokens[start:i]
            start = i


def _lean(tokens: Sequence[Token]) -> int:
    """Above 0 French, below English: small words count most."""
    stop = grammar().by_lang["stop"]
    known = lexicon().known
    lean = 0
    for token in tokens:
        if token.text[0].isdigit():
            continue
        french, english = token.fold in stop["fr"], token.fold in stop["en"]
        if french != english:
            lean += 2 if french else -2
        elif not french:
            lean += known.knows(token.lower, "fr") - known.knows(token.lower, "en")
        lean += bool(token.marks)
    return lean


def _language(lean: int) -> str | None:
    """One doubtful word ("tennis", "week-end") decides nothing."""
    return None if abs(lean) < _DECIDES else "fr" if lean > 0 else "en"


def _name_languages(tokens: Sequence[Token], hint: str | None) -> str | None:
    """Give each sentence its language, and guess that of the whole message.

    The hint only breaks a tie, and only for a message that has words.
    """
    exists = lexicon().known.exists
    guess = _language(_lean(tokens))
    words = (token for token in tokens if token.text.isalpha())
    if guess is None and hint and any(exists(token.lower, token.fold) for token in words):
        guess = hint
    for sentence in _sentences(tokens):
        lang = _language(_lean(sentence)) or guess
        for token in sentence:
            token.lang = lang
    return guess


def _unglue(tokens: Sequence[Token]) -> list[Token]:
    """ "jaime", "jcherche", "dechecs": the apostrophe was left out."""
    words = lexicon()
    loose: list[Token] = []
    for token in tokens:
        head, rest = token.fold[:1], token.fold[1:]
        glued = (
            head in "jdln"
            and len(rest) >= 4
            and len(rest) + 1 == token.end - token.start
            and not words.has_form(token.fold)
            and not words.known.exists(token.lower, token.fold)
            and (words.has_form(rest) or (head == "j" and words.known.knows(rest, "fr")))
        )
        if not glued:
            loose.append(token)
            continue
        cut = token.start + 1
        loose.append(Token(token.text[0], token.start, cut, head, 0, token.gap))
        loose.append(Token(token.text[1:], cut, token.end, rest, token.marks >> 1, ""))
    return loose


class _Finder:
    def __init__(self, tokens: Sequence[Token], breaks: frozenset[int], words: Lexicon) -> None:
        self.tokens = tokens
        self.breaks = breaks
        self.words = words
        bare = [token for token in tokens if not token.marks]
        #: Somebody who never types an accent means "retraité" by "retraite".
        self.unaccented = len(bare) == len(tokens)
        self.shouting = all(t.text.isupper() for t in tokens if len(t.text) > 1)
        self.slips = 0
        self.atoms = [self._atoms(i) for i in range(len(tokens))]

    def _atoms(self, i: int) -> frozenset[int]:
        token, known = self.tokens[i], self.words.known
        if self.words.has_form(token.fold):
            exists = known.knows(token.lower, "fr") or known.knows(token.lower, "en")
            forgiven = self.unaccented and len(token.fold) >= 5 and token.lang == "fr"
            lenient = len(token.fold) >= 4 and (not exists or forgiven)
            return self.words.written(token.fold, token.marks, lenient=lenient)
        first = i == 0 or token.gap == "."
        a_name = token.text[0].isupper() and not first and not self.shouting
        if a_name or self.slips >= _MOST_SLIPS or known.exists(token.lower, token.fold):
            return frozenset()
        self.slips += 1
        return self.words.slipped(token.fold)

    def all(self) -> Iterator[Match]:
        for i, atoms in enumerate(self.atoms):
            for atom in atoms:
                for phrase in self.words.starts.get(atom, ()):
                    at = self._follow(phrase, 1, (i,))
                    if at and self._speaks(phrase, at):
                        yield Match(phrase.kind, phrase.value, at)

    def _speaks(self, phrase: Phrase, at: tuple[int, ...]) -> bool:
        """One English word in a French sentence counts unless French has that word too
        ("chat", "pain"), and the other way round."""
        token = self.tokens[at[0]]
        foreign = len(phrase.words) == 1 and token.lang not in {phrase.lang, None}
        return not (foreign and self.words.known.knows(token.lower, token.lang or ""))

    def _follow(self, phrase: Phrase, word: int, at: tuple[int, ...]) -> tuple[int, ...] | None:
        if word == len(phrase.words):
            return at
        wanted, i = phrase.words[word], at[-1] + 1
        if wanted is None:
            return self._leap(phrase, word + 1, at)
        if i >= len(self.tokens) or self.tokens[i].gap == "." or not wanted & self.atoms[i]:
            return None
        return self._follow(phrase, word + 1, (*at, i))

    def _leap(self, phrase: Phrase, word: int, at: tuple[int, ...]) -> tuple[int, ...] | None:
        wanted = phrase.words[word] or frozenset()
        for i in range(at[-1] + 1, min(at[-1] + 2 + _GAP_WORDS, len(self.tokens))):
            if i in self.breaks or self.tokens[i].gap:
                return None
            if wanted & self.atoms[i]:
                return self._follow(phrase, word + 1, (*at, i))
        return None


def _longest(matches: list[Match]) -> list[Match]:
    """Of phrases of one kind, one inside another gives way; a decoy hides all it holds, and a
    fact of life or a need hides what it is made of ("mal à marcher" is no wish to walk)."""
    # A word belongs to few phrases, so looking only at those that share one stays fast.
    by_word: dict[int, list[Match]] = {}
    for match in matches:
        for i in match.at:
            by_word.setdefault(i, []).append(match)

    def hidden(match: Match) -> bool:
        mine = set(match.at)
        for other in by_word[match.at[0]]:
            if not mine <= set(other.at):
                continue
            longer = len(other.at) > len(mine)
            if other.kind == match.kind and longer:
                return True
            if match.kind in _FAVOURS and other.kind in {"life", "access"} and longer:
                return True
            if other.kind == "decoy" != match.kind:
                return True
        return False

    return [match for match in matches if not hidden(match)]


def recognise(text: str, hint: str | None = None) -> Recognition:
    """Everything of the lexicon that the message names, denied or not, in order."""
    words = lexicon()
    tokens = _unglue(tokenise(text))
    language = _name_languages(tokens, hint if hint in LANGS else None)
    found = clauses(tokens)
    finder = _Finder(tokens, frozenset(clause.start for clause in found), words)
    matches = _longest(sorted(set(finder.all()), key=lambda m: (m.at[::-1], m.kind, m.value)))
    neutral = frozenset(i for m in matches if m.kind == "neutral" for i in m.at)
    spent = frozenset(i for m in matches for i in m.at)
    blind = {"neutral", "decoy", "busy", "free", "speaking"}
    content = frozenset(i for m in matches if m.kind not in blind for i in m.at)
    reading = read(tokens, found, content, spent)
    return Recognition(text, tokens, matches, reading, language, neutral)
