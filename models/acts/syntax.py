"""Tokens of a dependency parse to the tokens tied to them: who does, who suffers, by whom, on whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Span, Token

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
OBJECTS = frozenset({"dobj", "dative", "obj"})
# Grammar steps from an act up to the word that governs whether it happened; "after gunmen killed" is no such step.
_GOVERNED = frozenset(
    [
        "xcomp",
        "ccomp",
        "pobj",
        "prep",
        "dobj",
        "pcomp",
        "nsubjpass",
        "nsubj",
        "acl",
        "amod",
        "compound",
        "oprd",
        "conj",
        "dative",
    ]
)
_GOVERNING_STEPS = 6
_SHARES_SUBJECT = frozenset({"conj", "xcomp", "advcl", "ccomp"})


def is_verb(token: Token) -> bool:
    """A verb, or a participle that the tagger calls an adjective."""
    return token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB")


def is_passive(token: Token) -> bool:
    """`was killed`, or a bare participle after its noun (`soldiers killed in Mali`)."""
    if any(child.dep_ in {"auxpass", "nsubjpass", "agent"} for child in token.children):
        return True
    if token.lemma_.lower() == "come" and any(child.lower_ == "under" for child in token.children):
        return True  # "came under attack"
    if token.tag_ != "VBN":
        return False
    if token.dep_ == "acl":
        return True
    return (
        token.dep_ == "conj"
        and is_passive(token.head)
        and not any(c.dep_ in SUBJECTS | OBJECTS for c in token.children)
    )


def governors(token: Token) -> Iterator[Token]:
    """The words over a token that say whether what it tells happened, nearest first, a few steps up."""
    for _ in range(_GOVERNING_STEPS):
        if token.dep_ not in _GOVERNED or token.head.i == token.i:
            return
        joined = token.dep_ == "conj"
        token = token.head
        if not joined:
            yield token


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and those coordinated with it as its dependents."""
    yield token
    for child in token.children:
        if child.dep_ == "conj":
            yield from conjuncts(child)


def subjects(verb: Token) -> list[Token]:
    """Grammatical subjects, active or passive, also one shared with a governing verb or named by a relative clause."""
    own = [c for c in verb.children if c.dep_ in SUBJECTS | PASSIVE_SUBJECTS]
    own = [_antecedent(verb) if c.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl" else c for c in own]
    if own:
        return own
    if verb.dep_ == "acl":
        return [verb.head]
    if verb.dep_ in _SHARES_SUBJECT and is_verb(verb.head) and verb.head is not verb:
        return subjects(verb.head)
    return []


def _antecedent(verb: Token) -> Token:
    return verb.head


def prepositional(token: Token, words: Iterable[str]) -> list[Token]:
    """The nouns of `in X`, `on X and Y` … that hang on the token, for prepositions in `words`."""
    wanted = set(words)
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in wanted:
            found += [noun for pobj in child.children if pobj.dep_ in {"pobj", "pcomp"} for noun in conjuncts(pobj)]
    return found


def objects(verb: Token) -> list[Token]:
    """Direct objects with their coordinates."""
    return [noun for child in verb.children if child.dep_ in OBJECTS for noun in conjuncts(child)]


def by_agents(token: Token) -> list[Token]:
    """The nouns of a by-phrase, also where the parser hung it on the verb's object or place."""
    direct = prepositional(token, ("by",))
    if direct:
        return direct
    for child in token.children:
        if child.dep_ in {"prep", "dobj", "oprd", "acomp", "advmod", "npadvmod"}:
            for below in child.subtree:
                if below.lower_ == "by" and below.dep_ in {"prep", "agent"}:
                    return prepositional(below.head, ("by",))
    return []


def phrase(head: Token) -> Span:
    """The noun phrase of a head: its subtree without relative clauses, trailing clauses and coordinates."""
    left = head.left_edge.i
    right = head.i + 1
    for child in head.rights:
        if child.dep_ in {"relcl", "acl", "conj", "cc", "punct", "appos", "advcl", "ccomp"}:
            break
        if child.dep_ == "prep" and child.lower_ != "of":
            break
        right = max(right, child.right_edge.i + 1)
    return head.doc[left:right]


def within(token: Token, span: Span) -> bool:
    """The token is one of the span's."""
    return span.start <= token.i < span.end
