"""The outside world behind one small interface each."""
