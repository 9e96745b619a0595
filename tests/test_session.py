"""What a widget began with stays while it is in sight, and begins anew once it was out of sight."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from components.shared import widget_state

    known = st.text_input("known", "first")
    if st.checkbox("in sight", value=True):
        st.markdown(widget_state.held("box", {"a": known})["a"])
        st.text_input("box", key="box")


def beginning(at: AppTest) -> str:
    return str(at.markdown[0].value)


def test_a_widget_in_sight_keeps_its_beginning_and_one_that_comes_back_begins_with_what_is_known_now() -> None:
    at = AppTest.from_function(page).run()
    at.run()
    at.text_input[0].set_value("second").run()
    assert beginning(at) == "first"
    at.checkbox[0].uncheck().run()
    at.checkbox[0].check().run()
    assert beginning(at) == "second"
