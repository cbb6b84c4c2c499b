import { focusedPane } from '../../shared/domain/layout.ts'
import type { Services } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import type { ActionId } from './bindings.ts'
import { heldKey } from './held-keys.ts'
import { matchKey } from './match-key.ts'

/** Reads keys before the terminals do and takes only those of the table; everything else goes its way. */
export function installKeys(window: Window, services: Services): void {
  window.addEventListener(
    'keydown',
    (event) => {
      const isInTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null
      const action = matchKey(
        {
          key: event.key,
          code: event.code,
          ctrl: event.ctrlKey,
          alt: event.altKey,
          shift: event.shiftKey,
          meta: event.metaKey,
          isAltGraph: event.getModifierState('AltGraph'),
        },
        { isMac: services.isMac, isInTerminal, chosen: services.store.getState().view?.settings.keys ?? {} },
      )
      if (isModal(services) && isOfPane(event)) return keepFromPane(event, services)
      if (action === null || isKeyWanted(event)) return hold(event, window.document, services)
      if (isModal(services) && !allowedInDialogs.has(action)) return
      event.stopPropagation()
      if (action === 'paste') return // the browser pastes by itself, and the terminal hears of it as a paste
      event.preventDefault()
      services.run(action)
    },
    { capture: true },
  )
}

/** A dialog is open that is still being read: what is pressed for it must not reach the agent behind it. */
function keepFromPane(event: KeyboardEvent, { store }: Services): void {
  event.stopPropagation()
  event.preventDefault()
  if (event.key === 'Escape') closeDialog(store)
}

/** Where nothing has the keyboard, a key is that of the terminal that is about to have it. */
function hold(event: KeyboardEvent, document: Document, { heldKeys, store }: Services): void {
  const { view, ui } = store.getState()
  const paneId = view && focusedPane(view.layout)
  const isNobodys = event.target === document.body && ui.dialog.kind === 'none'
  if (!isNobodys) heldKeys.clear()
  else if (!event.isComposing) heldKeys.hold(paneId, heldKey(event))
}

const allowedInDialogs: ReadonlySet<ActionId> = new Set(['zoom-in', 'zoom-out', 'zoom-reset'])

const isModal = ({ store }: Services): boolean => store.getState().ui.dialog.kind !== 'none'

const isOfPane = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest('[data-pane]') !== null

/** A field that records a key takes it before anybody else. */
const isKeyWanted = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest('[data-records-key]') !== null
