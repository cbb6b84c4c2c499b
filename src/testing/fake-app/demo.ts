import { openChannel, page } from './browser.ts'
import { FakeMain } from './fake-main.ts'
import { scenarioView } from './scenarios.ts'

// Puts a scripted main where the preload's bridge would be.
const query = new URLSearchParams(page.location.search)
const theme = query.get('theme') === 'light' ? 'light' : 'dark'
const main = new FakeMain(scenarioView(query.get('scenario') ?? 'family', theme, Date.now()))

page.reveille = {
  open: () => {
    const { port1, port2 } = openChannel()
    main.serve(port1)
    page.postMessage({ kind: 'reveille:port' }, page.location.origin, [port2])
  },
}
Object.assign(page, { fakeMain: main }) // for a person at the console, and for screenshots
