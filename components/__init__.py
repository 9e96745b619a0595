"""Everything but the pages that knows Streamlit."""
