"""What stands between the browser and Streamlit: headers and uploads."""
