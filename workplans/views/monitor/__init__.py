"""Pages of monitoring and evaluating."""

from workplans.views.monitor.results import monitor_entries, monitor_explain, monitor_results, monitor_results_file

__all__ = ["monitor_entries", "monitor_explain", "monitor_results", "monitor_results_file"]
