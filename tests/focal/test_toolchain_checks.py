"""`make check` and `make test` run everything, whatever fails, and end with pytest."""

from pathlib import Path

import pytest

from focal.toolchain.checking import check_everything, run_checks
from focal.toolchain.checks import CHECKS, Check
from tests.environment import ROOT
from tests.fakes.tools import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.program("node", "echo v20.0.0")
    machine.program("npm")
    return machine


def test_every_check_runs_and_the_failed_ones_are_named_with_their_words(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = Check("bad", (str(machine.program("bad", "echo this is why; exit 1")),))
    good = Check("good", (str(machine.program("good", 'test "$MARK" = set')),), {"MARK": "set"})
    missing = Check("missing", ("/nowhere/linter",))
    assert sorted(run_checks(machine.place(), [bad, good, missing])) == ["bad", "missing"]
    said = capsys.readouterr().out
    assert "this is why" in said
    assert "/nowhere/linter cannot be started" in said


def test_a_check_of_files_gets_them_and_rests_without_any(machine: Machine) -> None:
    check = Check("files", (str(machine.program("reader")),), files="tests/js/**/*.test.js")
    place = machine.place()
    assert run_checks(place, [check]) == []
    assert "reader " not in "".join(machine.calls())
    (place.root / "tests/js").mkdir(parents=True)
    (place.root / "tests/js/one.test.js").touch()
    run_checks(place, [check])
    assert "reader tests/js/one.test.js" in machine.calls()


def test_the_tests_run_even_when_a_check_failed_and_the_exit_code_says_so(
    machine: Machine,
) -> None:
    place = machine.place()
    good, bad = str(machine.program("good")), str(machine.program("bad", "exit 1"))
    assert check_everything(place, [good], [Check("good", (good,))]) == 0
    assert check_everything(place, [good], [Check("bad", (bad,))]) == 1
    assert check_everything(place, [bad], [Check("good", (good,))]) == 1
    calls = [call.strip() for call in machine.calls() if not call.startswith("node")]
    assert calls == ["good", "good", "bad", "good", "good", "bad"]


def test_the_checks_name_programs_and_places_that_exist() -> None:
    for check in CHECKS:
        program = check.argv[0]
        assert program == "node" or (ROOT / program).exists(), check.name
