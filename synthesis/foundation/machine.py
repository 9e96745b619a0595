"""Failures of the machine, not of the program: no memory, no room, no right, no file. A user can mend them."""

import errno

from synthesis.foundation.errors import SynthesisError, UnusableOption

_FULL = ("There is no room left to write to.", "Free some space on that disk, or choose a folder on another one.")
_SHUT = (
    "A file or folder may not be opened or written.",
    "Choose one that you may read and write to, or ask for the right.",
)
_GONE = ("A file or folder that was needed is gone.", "Leave the files where they are until the work has ended.")
_OTHER = (
    "A folder stands where a file belongs, or a file where a folder does.",
    "Move it away, or choose another folder.",
)
_BROKEN = ("The disk or the network behind a file failed.", "Copy the files to another disk and try again.")
_TOLD: dict[int, tuple[str, str]] = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _SHUT),
    **dict.fromkeys((errno.ENOENT, errno.ESTALE), _GONE),
    **dict.fromkeys((errno.ENOTDIR, errno.EISDIR), _OTHER),
    **dict.fromkeys((errno.EIO, errno.ENODEV, errno.ENXIO), _BROKEN),
    errno.ENAMETOOLONG: ("The name of a file is too long.", "Choose a shorter one."),
    errno.EMFILE: ("Too many files are open at once.", "Raise the limit of open files, or do less at a time."),
    errno.EPIPE: ("Whoever read the output has left.", "Read it to its end."),
}


def machine_failure(failure: BaseException) -> SynthesisError | None:
    """What a user is told where the machine gave out; None where the failure is the program's own."""
    if isinstance(failure, MemoryError) or (isinstance(failure, OSError) and failure.errno == errno.ENOMEM):
        return UnusableOption("The memory ran out.", "Use fewer rows or a lighter generator, or close other programs.")
    told = _TOLD.get(failure.errno or 0) if isinstance(failure, OSError) else None
    return None if told is None else UnusableOption(*told)
