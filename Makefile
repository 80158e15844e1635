# The front door. Everything here can be done by hand with CMake's presets; see `make help`.
.DEFAULT_GOAL := help
.PHONY: help run test build dev bench lint format fuzz clean packages check_packages
# One goal after another: the goals share build folders, and Ninja does the parallel work.
.NOTPARALLEL:
# What to pass on to the program that `make run` starts.
ARGS ?=
# How long each fuzz target runs, in seconds.
SECONDS ?= 30

help:
	@echo 'make run     build, and serve the demonstration in the foreground (ARGS="..." is passed on)'
	@echo 'make test    build, and run every test'
	@echo 'make build   the release build, in build/release'
	@echo 'make dev     the debug build, in build/dev'
	@echo 'make bench   the benchmarks, on the release build'
	@echo 'make lint    formatting, clang-tidy and the checks of the repository itself'
	@echo 'make format  lay out the C++ as .clang-format says'
	@echo 'make fuzz    every fuzz target for SECONDS=30'
	@echo 'make clean   remove what the presets built'
	@echo
	@echo 'What is missing of packages.txt is installed first. JOBS=N sets how much runs at once.'

run: build
	@exec tools/run $(ARGS)

test: build
	@tools/locked release ctest --test-dir build/release --output-on-failure -j2 --no-tests=error

build: packages
	@tools/build release

dev: packages
	@tools/build dev

bench: build
	@tools/bench

lint: packages check_packages
	@tools/tidy
	@tools/check_layers.py
	@tools/format --check
	@tools/build release --configure-only
	@tools/lint

format: check_packages
	@tools/format

fuzz: packages check_packages
	@tools/fuzz $(SECONDS)

clean:
	rm -rf build/release build/dev build/asan build/tsan build/fuzz build/ci

packages:
	@tools/install_packages build

check_packages:
	@tools/install_packages check
