import { Dialog } from '@base-ui/react/dialog'
import { FileJson, Search, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useDialogFocus } from '../dialogs/use-dialog-focus.ts'
import '../dialogs/dialogs.css'
import { useServices } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { ColoursPart } from './colours-part.tsx'
import { KeyList } from './key-list.tsx'
import { ProjectPart } from './project-part.tsx'
import { SettingRow } from './setting-row.tsx'
import { findSettings, settingSections } from './settings-model.ts'
import './settings.css'

/** Parts that are no list of settings, with the words by which a search finds them. */
const parts = [
  {
    title: 'Colours',
    words: 'colours colors themes terminal ghostty iterm2 windows terminal import',
    Part: ColoursPart,
  },
  { title: 'Project', words: 'project .reveille settings.json repository', Part: ProjectPart },
] as const
const keysTitle = 'Keys'

/** All settings, made of their schema; the same as settings.json. */
export function SettingsPage() {
  const { store, commands } = useServices()
  const focus = useDialogFocus()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState('Window')
  const sections = useMemo(() => settingSections(), [])
  const isSearching = query.trim() !== ''
  const found = findSettings(sections, query)
  const shown = isSearching ? found : found.filter((section) => section.title === chosen)
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeDialog(store)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup {...focus} className="dialog settings" data-testid="settings">
          <nav className="settings-nav" aria-label="Parts of the settings">
            <Dialog.Title className="dialog-title settings-title">Settings</Dialog.Title>
            <div className="settings-search">
              <Search size={13} aria-hidden />
              <input
                aria-label="Find a setting"
                placeholder="Find a setting"
                value={query}
                data-testid="settings-search"
                onChange={(event) => setQuery(event.target.value)}
              />
            </div>
            {[...sections.map((section) => section.title), ...parts.map((part) => part.title), keysTitle].map(
              (title) => (
                <button
                  key={title}
                  type="button"
                  className="settings-part"
                  aria-current={!isSearching && chosen === title ? 'page' : undefined}
                  onClick={() => {
                    setQuery('')
                    setChosen(title)
                  }}
                >
                  {title}
                </button>
              ),
            )}
            <span className="grow" />
            <button type="button" className="settings-part" onClick={() => void commands.openSettingsFile()}>
              <FileJson size={14} aria-hidden />
              settings.json
            </button>
          </nav>
          <div className="settings-body" tabIndex={0} role="region" aria-label="The settings">
            <Dialog.Close className="icon-button small settings-close" aria-label="Close">
              <X size={15} />
            </Dialog.Close>
            {shown.map((section) => (
              <section key={section.title}>
                <h2 className="settings-heading">{section.title}</h2>
                {section.fields.map((field) => (
                  <SettingRow key={field.name} field={field} />
                ))}
              </section>
            ))}
            {parts
              .filter((part) => (isSearching ? hasWords(part.words, query) : part.title === chosen))
              .map(({ title, Part }) => (
                <Part key={title} />
              ))}
            {(isSearching || chosen === keysTitle) && <KeyList query={query} />}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const hasWords = (text: string, query: string): boolean =>
  query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
