"""The exporter: assemble -> typeset -> bind. It knows no request, no user interface and no "now"."""
