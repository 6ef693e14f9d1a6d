# Thin aliases, for those whose fingers know make; ./dev says what else there is.
.PHONY: run test

run test:
	./dev $@
