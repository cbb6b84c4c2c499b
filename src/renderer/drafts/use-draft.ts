import { useEffect, useState } from 'react'
import type { DraftKey } from '../../shared/domain/draft.ts'
import { useServices } from '../services.ts'

export type Draft = {
  readonly text: string
  readonly change: (text: string) => void
  /** It was sent, or thrown away. */
  readonly clear: () => void
}

type Shown = { readonly key: DraftKey; readonly text: string }

/** The text of one box, which outlives the page. What is stored arrives a moment after the box, unless somebody types first. */
export function useDraft(key: DraftKey): Draft {
  const { drafts } = useServices()
  const [shown, setShown] = useState<Shown | null>(null)
  useEffect(() => {
    let isWanted = true
    void drafts.read(key).then((text) => {
      if (isWanted) setShown((now) => (now?.key === key ? now : { key, text }))
    })
    const following = drafts.onChanged((changed) => {
      if (changed.key === key) setShown(changed)
    })
    return () => {
      isWanted = false
      following.dispose()
    }
  }, [drafts, key])
  return {
    text: shown?.key === key ? shown.text : '',
    change: (text) => drafts.save(key, text),
    clear: () => drafts.clear(key),
  }
}
