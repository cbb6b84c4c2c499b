import { z } from 'zod'
import type { Disposable } from '../kernel/disposables.ts'
import { Emitter, type Event } from '../kernel/emitter.ts'

/** A border between two processes: calls that answer, feeds that tell. */
export type WireContract = {
  readonly calls: Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>>
  readonly feeds: Readonly<Record<string, z.ZodType>>
}

/** One call of a contract: what it takes and what it answers. */
export const call = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) => ({
  input,
  output,
})

/** Anything that carries messages both ways, in order. `transfer` is what only message ports can carry. */
export type WireChannel<Transfer = never> = {
  readonly send: (message: unknown, transfer?: readonly Transfer[]) => void
  readonly onMessage: Event<unknown>
  readonly onClosed: Event<void>
}

const Request = z.object({ id: z.int(), call: z.string(), input: z.unknown() })
const Reply = z.union([
  z.object({ id: z.int(), ok: z.literal(true), output: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), code: z.string(), message: z.string() }),
])
const Told = z.object({ feed: z.string(), value: z.unknown() })

/** An expected refusal that crosses the wire with its code; any other throw arrives as `internal`. */
export class WireError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

type Calls<Contract extends WireContract> = Contract['calls']
type Input<Contract extends WireContract, Name extends keyof Calls<Contract>> = z.output<
  Calls<Contract>[Name]['input']
>
type Output<Contract extends WireContract, Name extends keyof Calls<Contract>> = z.output<
  Calls<Contract>[Name]['output']
>
type FeedValue<Contract extends WireContract, Name extends keyof Contract['feeds']> = z.output<
  Contract['feeds'][Name]
>

/** The answering side's functions, one per call. */
export type WireHandlers<Contract extends WireContract> = {
  readonly [Name in keyof Calls<Contract>]: (
    input: Input<Contract, Name>,
  ) => Promise<Output<Contract, Name>> | Output<Contract, Name>
}

/** Answers the calls that arrive on `channel`; `tell` sends a feed's value to the other side. */
export function serveWire<Contract extends WireContract>(
  contract: Contract,
  channel: WireChannel,
  handlers: WireHandlers<Contract>,
): Disposable & {
  tell: <Name extends keyof Contract['feeds'] & string>(feed: Name, value: FeedValue<Contract, Name>) => void
} {
  const answer = async (message: unknown): Promise<void> => {
    const request = Request.safeParse(message)
    if (!request.success) return // not a call: nothing to answer, and nothing may crash on it
    const { id, call, input } = request.data
    try {
      const shape = Object.hasOwn(contract.calls, call) ? contract.calls[call] : undefined
      if (!shape) throw new WireError('unknown-call', `this side does not know the call ${call}`)
      const parsed = shape.input.safeParse(input)
      if (!parsed.success) throw new WireError('invalid-input', z.prettifyError(parsed.error))
      const handler = handlers[call] as (value: unknown) => unknown // keyed by the same contract, input parsed above
      channel.send({ id, ok: true, output: await handler(parsed.data) })
    } catch (error) {
      const code = error instanceof WireError ? error.code : 'internal'
      channel.send({ id, ok: false, code, message: error instanceof Error ? error.message : String(error) })
    }
  }
  const listening = channel.onMessage((message) => void answer(message))
  return { dispose: () => listening.dispose(), tell: (feed, value) => channel.send({ feed, value }) }
}

/** The asking side. A call rejects with `WireError`: the other side's code, or `closed` when the channel ends. */
export function connectWire<Contract extends WireContract>(contract: Contract, channel: WireChannel) {
  const waiting = new Map<number, { resolve: (output: unknown) => void; reject: (error: Error) => void }>()
  const feeds = new Map<string, Emitter<unknown>>()
  let nextId = 1
  let isClosed = false
  channel.onMessage((message) => {
    const reply = Reply.safeParse(message)
    if (reply.success) {
      const caller = waiting.get(reply.data.id)
      waiting.delete(reply.data.id)
      if (reply.data.ok) caller?.resolve(reply.data.output)
      else caller?.reject(new WireError(reply.data.code, reply.data.message))
      return
    }
    const told = Told.safeParse(message)
    if (!told.success) return
    const value = contract.feeds[told.data.feed]?.safeParse(told.data.value)
    if (value?.success) feeds.get(told.data.feed)?.fire(value.data)
  })
  channel.onClosed(() => {
    isClosed = true
    for (const caller of waiting.values()) caller.reject(new WireError('closed', 'the other side went away'))
    waiting.clear()
  })
  return {
    call: <Name extends keyof Calls<Contract> & string>(
      name: Name,
      input: z.input<Calls<Contract>[Name]['input']>,
    ): Promise<Output<Contract, Name>> =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new WireError('closed', 'the other side went away'))
        const id = nextId++
        const parseOutput = (output: unknown) => {
          const parsed = contract.calls[name]?.output.safeParse(output)
          // The contract's own schema has just checked the value.
          if (parsed?.success) resolve(parsed.data as Output<Contract, Name>)
          else reject(new WireError('invalid-output', `the answer to ${name} has an unexpected shape`))
        }
        waiting.set(id, { resolve: parseOutput, reject })
        channel.send({ id, call: name, input })
      }),
    on: <Name extends keyof Contract['feeds'] & string>(
      feed: Name,
      listener: (value: FeedValue<Contract, Name>) => void,
    ): Disposable => {
      const emitter = feeds.get(feed) ?? new Emitter<unknown>()
      feeds.set(feed, emitter)
      return emitter.event(listener as (value: unknown) => void) // values are parsed before they are fired
    },
  }
}

/** The asking side of a contract. */
export type WireClient<Contract extends WireContract> = ReturnType<typeof connectWire<Contract>>
