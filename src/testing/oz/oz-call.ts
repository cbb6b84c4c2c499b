import { ozAnswers } from './oz-answers.ts'

/** The key of `ozAnswers` for a call; null when the document does not cover it. */
export function ozCall(method: string, path: string): string | null {
  const parts = path.split('/')
  const fits = Object.keys(ozAnswers).filter((key) => {
    const [wanted, pattern = ''] = key.split(' ')
    const wished = pattern.split('/')
    return (
      wanted === method &&
      wished.length === parts.length &&
      wished.every((part, index) => part === '*' || part === parts[index])
    )
  })
  return fits.sort((one, other) => stars(one) - stars(other))[0] ?? null
}
const stars = (key: string): number => key.split('*').length
