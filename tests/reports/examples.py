"""What the contract tests need of the report."""

ARGUMENTS = {
    "figure.code": lambda _world, _at: "received",
}
