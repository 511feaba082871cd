"""The flow as it should be: a process tree, read and written as BPMN 2.0, drawn up by hand or proposed from a log."""
