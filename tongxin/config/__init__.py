"""The top floor: settings, root addresses, the `tongxin` command, the jobs that run beside the server."""
