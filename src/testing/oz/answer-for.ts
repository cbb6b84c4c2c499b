import fc from 'fast-check'
import type { z } from 'zod'

/** What a schema of zod is made of, as far as the Oz document's shapes need it. */
type Def = {
  readonly type: string
  readonly format?: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly catchall?: z.ZodType
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly entries?: Readonly<Record<string, string>>
  readonly values?: readonly unknown[]
  readonly valueType?: z.ZodType
}

/** Anything that fits the schema: optional fields there or not, fields that nobody knows yet, every alternative. */
export function anythingThatFits(schema: z.ZodType): fc.Arbitrary<unknown> {
  const def = (schema as unknown as { readonly _zod: { readonly def: Def } })._zod.def
  switch (def.type) {
    case 'object':
      return anyObject(def)
    case 'array':
      return fc.array(anythingThatFits(def.element as z.ZodType), { maxLength: 3 })
    case 'optional':
      return fc.option(anythingThatFits(def.innerType as z.ZodType), { nil: undefined })
    case 'nullable':
      return fc.option(anythingThatFits(def.innerType as z.ZodType), { nil: null })
    case 'union':
      return fc.oneof(...(def.options ?? []).map(anythingThatFits))
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries ?? {}))
    case 'literal':
      return fc.constantFrom(...(def.values ?? []))
    case 'record':
      return fc.dictionary(fc.string(), anythingThatFits(def.valueType as z.ZodType), { maxKeys: 3 })
    case 'string':
      return anyText(def.format)
    case 'number':
      return fc.integer({ min: 0, max: 1_000_000 })
    case 'boolean':
      return fc.boolean()
    case 'unknown':
      return fc.jsonValue()
    default:
      throw new Error(`the document's shapes have no ${def.type} yet: say how one is made`)
  }
}

function anyObject({ shape = {}, catchall }: Def): fc.Arbitrary<unknown> {
  const known = fc.record(
    Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, anythingThatFits(schema)])),
  )
  if (catchall === undefined) return known
  const news = fc.dictionary(fc.stringMatching(/^new_[a-z]{1,6}$/), fc.jsonValue(), { maxKeys: 2 })
  return fc.tuple(news, known).map(([more, told]) => ({ ...more, ...told }))
}

function anyText(format: string | undefined): fc.Arbitrary<string> {
  if (format === 'url') return fc.webUrl()
  if (format === 'datetime')
    return fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString())
  return fc.oneof(fc.string({ maxLength: 40 }), fc.uuid(), fc.constant(''))
}
