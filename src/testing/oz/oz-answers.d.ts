import { z } from 'zod'
/** A refusal, of any call. */
export declare const ozProblem: z.ZodObject<
  {
    type: z.ZodURL
    title: z.ZodString
    status: z.ZodInt
    detail: z.ZodOptional<z.ZodString>
    instance: z.ZodOptional<z.ZodString>
    error: z.ZodString
    retryable: z.ZodOptional<z.ZodBoolean>
    trace_id: z.ZodOptional<z.ZodString>
  },
  z.core.$loose
>
/** What each call answers when it is not refused. `*` stands for one part of a path. */
export declare const ozAnswers: Readonly<Record<string, z.ZodType>>
