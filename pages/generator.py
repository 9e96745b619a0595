"""Pick a generator, its settings and protections, start the run, watch it, and pick which result is shown."""

from components import generator_view, policy_form, session, shell, wish_view

table = session.need_confirmed()
work = session.current()

shell.title("Generator", "Choose how new rows are made, start, and watch. You may leave this page while it works.")
generator_view.under_way(work)
generator_view.candidates(work)
generator_view.heading("Who will receive it")
policy_form.policy_panel("generator")
generator_view.power(work, table)
generator_view.heading("How the rows are made")
picked = generator_view.pick(work, table)
if picked.promise.kind == "none":
    wish_view.draw(work, table)
generator_view.form(work, table, picked)
