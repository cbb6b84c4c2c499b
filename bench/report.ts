/** One measured number and what it is compared with. */
export type Measurement = {
  readonly bench: string
  readonly value: number
  readonly unit: string
  readonly yardstick: string // what was measured beside it in the same run, with its number
  readonly ratio: number // value over yardstick
}

/** Prints a measurement as one line of JSON; `npm run bench` makes it readable. */
export function report(measurement: Measurement): void {
  const ratio = Number(measurement.ratio.toFixed(3))
  console.log(JSON.stringify({ ...measurement, ratio }))
}
