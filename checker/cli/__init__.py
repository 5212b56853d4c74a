"""The commands: parse options, build the parts, hand over; the only place that exits."""
