"""What an organisation keeps, behind one interface; a private folder is what stands behind it."""

from synthesis.journey.store.contract import IN_HAND, Drafts, Shelf, Store
from synthesis.journey.store.folder_store import COLLAPSE, FolderStore, load, load_audit, store_around, store_of
from synthesis.journey.store.folder_tables import AGAIN, FolderRows
from synthesis.journey.store.judged import Finished, Judged, StoredRows
from synthesis.journey.store.recorded import record_of, tried_of

__all__ = [
    "AGAIN",
    "COLLAPSE",
    "IN_HAND",
    "Drafts",
    "Finished",
    "FolderRows",
    "FolderStore",
    "Judged",
    "Shelf",
    "Store",
    "StoredRows",
    "load",
    "load_audit",
    "record_of",
    "store_around",
    "store_of",
    "tried_of",
]
