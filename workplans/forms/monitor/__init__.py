"""What may be typed into the monitor room."""

from workplans.forms.monitor.agreements import AgreementForm, SettleForm

__all__ = ["AgreementForm", "SettleForm"]
