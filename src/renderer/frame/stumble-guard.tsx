import { Component, type ReactNode } from 'react'
import './empty-state.css'

type State = { readonly problem: string | null }

/** A fault while drawing costs the drawing, not the agents: says so and offers to draw the window anew. */
export class StumbleGuard extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { problem: null }

  static getDerivedStateFromError(error: unknown): State {
    return { problem: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { problem } = this.state
    if (problem === null) return this.props.children
    return (
      <main className="starting" role="alert">
        <p>The window could not be drawn. Your agents are not affected.</p>
        <p className="mono">{problem}</p>
        <button type="button" className="button primary" onClick={() => window.location.reload()}>
          Draw it again
        </button>
      </main>
    )
  }
}
