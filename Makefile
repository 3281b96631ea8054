# Short names for `python3 run.py ...`, which works where there is no make.

.PHONY: demo test check fix screenshots

demo test check fix screenshots:
	@python3 run.py $@
