"""Pick a generator, its settings and protections, start the run, watch it, and pick which result is shown."""

from components.generator import conditions_form, page
from components.shared import guards, header, policy_form, session
from synthesis.generation.contract import Ability
from synthesis.generation.pipelines import pipeline_of

table = guards.need_confirmed()
work = session.current()

header.page_title(
    "Generator", "Choose how new rows are made, start, and watch. You may leave this page while it works."
)
page.under_way(work)
page.candidates(work)
page.heading("Who will receive it")
policy_form.policy_panel("generator")
page.sensitivity(work, table)
page.heading("How the rows are made")
picked = page.pick(work, table)
if pipeline_of(picked).can(Ability.CONDITIONS):
    conditions_form.draw(work, table)
page.form(work, table, picked)
