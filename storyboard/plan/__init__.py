"""A `Film` becomes a `Plan`: orders routed to models, a DAG of jobs, their keys, reasons, cost and time."""
