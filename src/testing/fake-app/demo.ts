import { openChannel, page } from './browser.ts'
import { FakeMain } from './fake-main.ts'
import { scenarioActivity } from './fake-activity.ts'
import { scenarioView } from './scenarios.ts'

// Puts a scripted main where the preload's bridge would be.
const query = new URLSearchParams(page.location.search)
const theme = query.get('theme') === 'light' ? 'light' : 'dark'
const scenario =
  query.get('scenario') ?? (page.location.pathname.endsWith('gallery.html') ? 'twenty' : 'family')
const now = Date.now()
const main = new FakeMain(scenarioView(scenario, theme, now), scenarioActivity(scenario, now))

page.reveille = {
  open: () => {
    const { port1, port2 } = openChannel()
    main.serve(port1)
    page.postMessage({ kind: 'reveille:port' }, page.location.origin, [port2])
  },
}
Object.assign(page, { fakeMain: main }) // for a person at the console, and for screenshots
