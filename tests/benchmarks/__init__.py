"""The measuring itself: what is promised, and when a promise is called broken."""
