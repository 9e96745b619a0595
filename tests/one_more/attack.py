"""A plugin of pytest: the registry of attacks with one line more, as a contributor would write it.

Nothing else of the program is touched. The line is put in before anything of the program is imported, since presets of
policies and forms are made from the registry when they are."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

_REGISTRY = "synthesis.privacy.registry"
_BEFORE, _AFTER = "    INFERENCE,\n)", "    INFERENCE,\n    NOSY,\n)"
_IMPORT = "from tests.one_more.nosy import NOSY\n"


class _WithOneMore(SourceFileLoader):
    """The file of the registry with the attack imported and named."""

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.path).decode()
        assert source.count(_BEFORE) == 1, "the registry is written otherwise"
        head, found, rest = source.replace(_BEFORE, _AFTER).partition("from synthesis")
        return compile(head + _IMPORT + found + rest, self.path, "exec")


class _Finder(MetaPathFinder):
    """Finds the registry, and leaves everything else to the others."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname == _REGISTRY else None
        if spec is not None and spec.origin is not None:
            spec.loader = _WithOneMore(fullname, spec.origin)
        return spec


assert _REGISTRY not in sys.modules
sys.meta_path.insert(0, _Finder())
