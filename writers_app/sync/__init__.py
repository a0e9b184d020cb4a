"""Yjs on the wire: endpoint, protocol, rooms, fan-out between processes."""
