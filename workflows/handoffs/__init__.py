"""Hand-offs: a step that comes to another role is offered in its channel, and is accepted there or returned."""
