import { useState } from 'react'

/** A request a dialog makes: whether it runs, and why it was refused. The dialog stays open with what was typed. */
export function useRequest(): {
  readonly isRunning: boolean
  readonly problem: string
  readonly run: (request: () => Promise<void>) => Promise<void>
} {
  const [isRunning, setRunning] = useState(false)
  const [problem, setProblem] = useState('')
  return {
    isRunning,
    problem,
    run: async (request) => {
      setRunning(true)
      setProblem('')
      try {
        await request()
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error)) // shown in the dialog
      } finally {
        setRunning(false)
      }
    },
  }
}
