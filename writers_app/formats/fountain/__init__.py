"""Screenplays in Fountain, plain text that scriptwriting programs share."""
