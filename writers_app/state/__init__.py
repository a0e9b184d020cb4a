"""One rx.State per page or concern; handlers open a unit of work and call services."""
