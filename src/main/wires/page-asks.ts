import { ipcMain, type IpcMainEvent } from 'electron'

type Answer = (event: IpcMainEvent) => void

/** Pages ask for a line as soon as they exist, which may be before anybody can answer: then they are answered a little later. */
export class PageAsks {
  #early: IpcMainEvent[] = []
  #answer: Answer = (event) => void this.#early.push(event)

  constructor() {
    ipcMain.on('reveille:open', (event) => this.#answer(event))
  }

  /** From now on each is answered so; those that asked before are answered now. */
  answerWith(answer: Answer): void {
    this.#answer = answer
    for (const event of this.#early.splice(0)) answer(event)
  }
}
