"""Failures of the machine, not of the program: no memory, no room, no right, no file. A user can mend them."""

import errno

from synthesis.foundation.errors import MachineFailed

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_RIGHT = (errno.EACCES, errno.EPERM)
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
    **dict.fromkeys(NO_ROOM, _FULL),
    **dict.fromkeys((*NO_RIGHT, errno.EROFS), _SHUT),
    **dict.fromkeys((errno.ENOENT, errno.ESTALE), _GONE),
    **dict.fromkeys((errno.ENOTDIR, errno.EISDIR), _OTHER),
    **dict.fromkeys((errno.EIO, errno.ENODEV, errno.ENXIO), _BROKEN),
    errno.ENAMETOOLONG: ("The name of a file is too long.", "Choose a shorter one."),
    errno.EMFILE: ("Too many files are open at once.", "Raise the limit of open files, or do less at a time."),
    errno.EPIPE: ("Whoever read the output has left.", "Read it to its end."),
}


_ELSEWHERE = ", or choose another folder with SYNTHESIS_HOME; then try again. What was stored before is still there."
_AT_HOME: dict[int, tuple[str, str]] = {
    **dict.fromkeys(NO_ROOM, ("The disk is full", f"Free some space on it{_ELSEWHERE}")),
    **dict.fromkeys(
        NO_RIGHT, ("The installation's folder may not be written", f"Give the right to write to it{_ELSEWHERE}")
    ),
    errno.EROFS: ("The disk can only be read", f"Make it writable{_ELSEWHERE}"),
    errno.ENOTDIR: ("A file stands where the installation's folder belongs", f"Move that file away{_ELSEWHERE}"),
    errno.ENOENT: ("The folder of this work is gone", "It was removed meanwhile, perhaps in another tab: begin anew."),
}
_NO_TEMPORARY = (
    "No folder for temporary files can be written to: the disk is full, or they are all shut.",
    "Free some space, or name a folder that may be written to with TMPDIR.",
)
_DISK_FAILED = ("The disk failed", f"Look after it{_ELSEWHERE}")


def machine_failure(failure: BaseException) -> MachineFailed | None:
    """What a user is told where the machine gave out; None where the failure is the program's own."""
    if isinstance(failure, MemoryError) or (isinstance(failure, OSError) and failure.errno == errno.ENOMEM):
        return MachineFailed("The memory ran out.", "Use fewer rows or a lighter generator, or close other programs.")
    if isinstance(failure, FileNotFoundError) and str(failure.strerror).startswith("No usable temporary directory"):
        return MachineFailed(*_NO_TEMPORARY)
    found = _disk_cause(failure) or failure
    told = _TOLD.get(found.errno or 0) if isinstance(found, OSError) else None
    return None if told is None else MachineFailed(*told)


def _disk_cause(failure: BaseException | None) -> OSError | None:
    """The error of a full or shut disk that `failure` is, or was made from."""
    while failure is not None:
        if isinstance(failure, OSError) and failure.errno in (*NO_ROOM, *NO_RIGHT, errno.EROFS):
            return failure
        failure = failure.__cause__
    return None


def disk_failure(failure: BaseException) -> MachineFailed | None:
    """What a user is told where the disk of the installation's folder is full or may not be written; None elsewhere."""
    found = _disk_cause(failure)
    return None if found is None else home_failure(found)


def server_failure(failure: BaseException) -> MachineFailed | None:
    """What a user of the pages is told where the machine gave out, the disk of the installation's folder above all;
    None where the failure is the program's own."""
    return disk_failure(failure) or machine_failure(failure)


def home_failure(failure: OSError) -> MachineFailed:
    """What a user is told where nothing can be written to the installation's folder."""
    what, then = _AT_HOME.get(failure.errno or 0, _DISK_FAILED)
    return MachineFailed(f"{what}, so nothing can be stored.", then)
