"""The corridors: guard, forms, answers, words, pages, uploads. Rooms open onto them."""
