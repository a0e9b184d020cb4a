"""Recordings into text: what a sound file is, how it is decoded, what a local Whisper model hears, as paragraphs.

The service `transcripts` calls `child.transcribe_in_child`; `av` and `faster_whisper` are loaded in that child only, so
that all else runs without the extra `audio`.
"""
