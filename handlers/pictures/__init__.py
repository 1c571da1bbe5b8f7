"""The pictures below the leaders' message: what each shows and says in words, and how it is drawn.

A file for each picture says what is on it. Only `painting` knows matplotlib, and runs in a process of its own.
"""
