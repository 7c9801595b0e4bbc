"""The book's own references are in alphabetical order."""

from pybtex.database import parse_file

from lstm_attention.book.extensions.references import AlphabeticalSorting


def test_accents_do_not_change_the_place_of_a_name():
    entries = parse_file("book/references.bib").entries.values()
    sorted_entries = AlphabeticalSorting().sort(list(entries))
    names = [entry.persons["author"][0].last_names[0] for entry in sorted_entries]
    place = names.index("Řehůřek")
    assert names[place - 1].startswith("Ra")  # Raffel
    assert names[place + 1].startswith("S")
    assert names[-1] == "Yang"
