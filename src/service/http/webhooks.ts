import { createHash } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import type { z } from 'zod'
import type { ReceivedWebhook } from '../../shared/contract/api/source.ts'
import { apiBase } from '../../shared/contract/api/api-base.ts'
import { webhookPath } from '../../shared/contract/api/source-routes.ts'
import { SubscriptionId } from '../../shared/domain/ids.ts'
import { jsonDepthMax } from '../../shared/http-limits.ts'
import { webhookBytesMax } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'
import { fire } from '../sources/fire.ts'
import { refusedBySignature } from '../sources/signature.ts'
import type { Firing } from '../store/source-rows.ts'
import type { Store } from '../store/store.ts'
import type { Known } from './answer.ts'
import { isDeeperThan } from './json-depth.ts'
import { readBytes } from './read-body.ts'

type HookContext = Context<{ Bindings: HttpBindings; Variables: Known }>

/**
 * Where webhooks arrive. The sender has no token of ours: that it knows the secret is what counts, so nothing is looked at
 * before its signature. Answered when the firing is durable; the same delivery sent again answers the same.
 */
export function serveWebhooks(app: Hono<{ Bindings: HttpBindings; Variables: Known }>, store: Store): void {
  app.post(`${apiBase}${webhookPath(':subscription_id')}`, async (context) => {
    const body = await readBytes(context.env.incoming, webhookBytesMax, context.get('bodyMs'))
    const firing = await store.change((tx): Firing => {
      const id = SubscriptionId.safeParse(context.req.param('subscription_id'))
      const source = id.success ? tx.subscriptions.find(id.data) : null
      if (source === null || source.source.kind !== 'webhook' || source.secret === null)
        throw new Refusal('resource_not_found', 'no such webhook')
      const refused = refusedBySignature(
        source.source.verify,
        source.secret,
        body,
        {
          github: context.req.header('x-hub-signature-256'),
          generic: context.req.header('x-reveille-signature'),
        },
        tx.now,
      )
      if (refused !== null) throw new Refusal('authentication_required', refused)
      return fire(tx, source, {
        eventType: eventTypeOf(context),
        payload: payloadOf(body, context.req.header('content-type')),
        note: '',
        dedupeKey: deliveryOf(context, body),
        isByHand: false,
      })
    })
    const answer: z.input<typeof ReceivedWebhook> = { firing_id: firing.firingId, state: firing.state }
    return context.json(answer, 202)
  })
}

const eventTypeOf = (context: HookContext): string =>
  (context.req.header('x-github-event') ?? context.req.header('x-reveille-event') ?? 'webhook').slice(0, 200)

/** What tells a delivery from another: the sender's own id; else, with a signed time, the signature itself. */
function deliveryOf(context: HookContext, body: Buffer): string | null {
  const given = context.req.header('x-github-delivery') ?? context.req.header('x-reveille-delivery')
  if (given !== undefined && given !== '') return `delivery:${given.slice(0, 200)}`
  const signed = context.req.header('x-reveille-signature')
  if (signed === undefined) return null
  return `signed:${createHash('sha256').update(signed).update(body).digest('base64url')}`
}

/** JSON as data, a form's `payload` as GitHub sends it, anything else as text. */
function payloadOf(body: Buffer, contentType: string | undefined): unknown {
  const text = body.toString('utf8')
  const isForm = /^application\/x-www-form-urlencoded/i.test(contentType ?? '')
  const json = isForm ? (new URLSearchParams(text).get('payload') ?? text) : text
  if (isDeeperThan(json, jsonDepthMax)) return text // it could not be written down again
  try {
    return JSON.parse(json) as unknown
  } catch {
    return text // no JSON: kept as it is
  }
}
