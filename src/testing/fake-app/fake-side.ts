import type { appContract, AppView } from '../../shared/contract/app.ts'
import type { Letter, sideCalls } from '../../shared/contract/app-side.ts'
import type { WireHandlers } from '../../shared/contract/wire.ts'
import { MessageId } from '../../shared/domain/ids.ts'

type Side = Pick<WireHandlers<typeof appContract>, keyof typeof sideCalls>

const told: readonly (readonly [
  from: string | null,
  to: string,
  minutesAgo: number,
  subject: string,
  body: string,
])[] = [
  [
    'lead',
    'api',
    58,
    'the new routes',
    'Add POST /cart and DELETE /cart/:id. Keep the old path as an alias.',
  ],
  [
    'api',
    'lead',
    31,
    're: the new routes',
    'Both are up on the preview; 112 tests pass. The alias answers 308.',
  ],
  [null, 'tests', 12, '', 'Please leave the price tests alone, accounting signs those off.'],
  [
    'lead',
    'tests',
    0.2,
    'routes are up',
    'Extend the contract suite to the new routes. Notes are in notes/routes.md.',
  ],
]

const patch = `diff --git a/src/cart/routes.ts b/src/cart/routes.ts
index 4f1c2aa..9b1d3e0 100644
--- a/src/cart/routes.ts
+++ b/src/cart/routes.ts
@@ -12,5 +12,8 @@ export function cartRoutes(app: App) {
   app.get('/cart', (request) => readCart(request.session))
-  app.post('/basket', (request) => addToCart(request.session, request.body))
+  app.post('/cart', (request) => addToCart(request.session, parseItem(request.body)))
+  app.delete('/cart/:id', ({ session, params }) => removeFromCart(session, params.id))
+  // the old path stays as an alias until the app of last spring is gone
+  app.post('/basket', () => redirect(308, '/cart'))
   return app
 }
 
diff --git a/contract/routes.test.ts b/contract/routes.test.ts
new file mode 100644
--- /dev/null
+++ b/contract/routes.test.ts
@@ -0,0 +1,4 @@
+import { expect, test } from 'vitest'
+test('the old path leads to the new one', async () => {
+  expect((await post('/basket')).status).toBe(308)
+})
`

/** Letters and changes of the fake family. */
export function fakeSide(
  view: () => AppView,
  settings: (change: Partial<AppView['settings']>) => void,
): Side {
  /** Who leads has another name in each scene. */
  const named = (name: string | null) =>
    view().agents.find((agent) => (name === 'lead' ? agent.parentId === null : agent.name === name))
  return {
    readLetters: ({ to }) => {
      const letters = told.flatMap(([from, name, minutesAgo, subject, body], index): Letter[] => {
        const id = named(name)?.conversationId
        if (id === undefined || !to.includes(id)) return []
        const sentAt = Date.now() - minutesAgo * 60_000
        const state = minutesAgo < 1 ? 'surfaced' : 'delivered'
        const number = { id: MessageId.parse(`m${index}`), sequence: 800 + index * 4, kind: 'message' }
        const sender = named(from)
        const by = { from: sender?.conversationId ?? null, fromName: sender?.name ?? 'you' }
        return [{ ...number, ...by, to: id, subject, body, state, sentAt }]
      })
      return { letters, isWhole: true }
    },
    readChanges: () => ({
      kind: 'changes',
      root: '/home/ada/src/shop',
      branch: 'feat/checkout',
      files: [
        { path: 'src/cart/routes.ts', status: 'changed' },
        { path: 'contract/routes.test.ts', status: 'untracked' },
      ],
      patch,
      isCut: false,
    }),
    markLettersRead: ({ families, at }) =>
      settings({
        lettersReadAt: {
          ...view().settings.lettersReadAt,
          ...Object.fromEntries(families.map((id) => [id, at])),
        },
      }),
    orderFamilies: ({ order }) => settings({ familyOrder: order, sidebarOrder: 'manual' }),
  }
}
