import { z } from 'zod'
import { Problem, problemCatalogue } from './problem.ts'
import { rawRoutes, type RawRoute } from './raw-routes.ts'
import type { Route } from './route.ts'
import { apiBase } from './api-base.ts'
import { routes } from './routes.ts'

type Json = Readonly<Record<string, unknown>>

/** The OpenAPI document of everything that is served, made from the schemas that parse and type it. */
export function openApiDocument(version: string, mayAsk: (name: string) => Json): Json {
  const paths: Record<string, Record<string, Json>> = {}
  const add = (path: string, method: string, operation: Json): void => {
    const spelled = path.replaceAll(/:(\w+)/g, '{$1}')
    paths[spelled] = { ...paths[spelled], [method.toLowerCase()]: operation }
  }
  for (const [name, route] of Object.entries(routes))
    add(route.path, route.method, { ...operationOf(name, route), 'x-access': mayAsk(name) })
  for (const [name, route] of Object.entries(rawRoutes))
    add(route.path, route.method, { ...rawOperationOf(name, route), 'x-access': mayAsk(name) })
  return {
    openapi: '3.1.0',
    info: { title: 'Reveille service', version },
    servers: [{ url: apiBase }],
    security: [{ bearerAuth: [] }],
    components: {
      securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(Problem, 'output') },
    },
    paths,
  }
}

function operationOf(name: string, route: Route): Json {
  const answer = schemaOf(route.response, 'input')
  const body = schemaOf(route.body, 'input')
  const isEmpty = Object.keys(answer).length === 0
  return {
    operationId: name,
    tags: [tagOf(route.path)],
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...keyOf(route.method),
    ],
    ...(route.method === 'GET' || Object.keys(body).length === 0
      ? {}
      : { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: {
      ...(isEmpty
        ? { 204: { description: 'done' } }
        : { 200: { description: 'the answer', content: { 'application/json': { schema: answer } } } }),
      ...problems,
    },
  }
}

function rawOperationOf(name: string, route: RawRoute): Json {
  return {
    operationId: name,
    tags: [tagOf(route.path)],
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(route.takes === null
      ? {}
      : { requestBody: { content: { [route.takes]: { schema: { type: 'string', format: 'binary' } } } } }),
    responses: {
      200: { description: 'the answer', content: { [route.answers]: { schema: { type: 'string' } } } },
      ...problems,
    },
  }
}

const statuses = [...new Set(Object.values(problemCatalogue).map(({ status }) => status))].sort(
  (a, b) => a - b,
)
const problems: Json = Object.fromEntries(
  statuses.map((status) => [
    status,
    {
      description: Object.entries(problemCatalogue)
        .filter(([, problem]) => problem.status === status)
        .map(([code]) => code)
        .join(', '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]),
)

function parametersOf(schema: z.ZodObject, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(property['type'] === 'object' ? { style: 'deepObject', explode: true } : {}),
    schema: property,
  }))
}

const keyOf = (method: string): Json[] =>
  method === 'GET'
    ? []
    : [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'makes a repeat harmless for a day, also over restarts',
          schema: { type: 'string', maxLength: 255 },
        },
      ]

/** What a schema cannot say in JSON (a transformation, a check of our own) is left open. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  })
  return json
}

const tagOf = (path: string): string => path.split('/')[1] ?? 'service'
