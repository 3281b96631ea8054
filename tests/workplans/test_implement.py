"""The pages of delegated work: asking, answering, reporting, covering, handing over."""
