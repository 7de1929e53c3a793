"""The tables of suggestions, each beside what is done with it; here they meet for Django."""

from tongxin.forum.suggestions.models import Adopted, Answer, Source, State, Subject, Suggestion

__all__ = ["Adopted", "Answer", "Source", "State", "Subject", "Suggestion"]
