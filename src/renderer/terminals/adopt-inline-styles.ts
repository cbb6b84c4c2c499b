/**
 * Lets libraries that write styles as text live under `style-src 'self'`: xterm puts its theme and its scrollbar into
 * `<style>` elements, and colours that are not in its palette into `style` attributes. The policy stops text that becomes
 * style, not style set by script, so both take that way: an element becomes a constructed sheet (what is handed out has
 * the two members such libraries use, `textContent` and `remove`), an attribute goes through `element.style`.
 */
export function adoptInlineStyles(document: Document): void {
  const createElement = document.createElement.bind(document)
  const create = (name: string, options?: ElementCreationOptions): HTMLElement =>
    name.toLowerCase() === 'style'
      ? styleElement(document, createElement('span'))
      : createElement(name, options)
  document.createElement = create as typeof document.createElement // same names in, the same elements out but for one

  // oxlint-disable-next-line typescript/unbound-method -- called with the element as `this` below
  const setAttribute = HTMLElement.prototype.setAttribute
  HTMLElement.prototype.setAttribute = function set(this: HTMLElement, name: string, value: string): void {
    if (name === 'style') this.style.cssText = value
    else setAttribute.call(this, name, value)
  }
}

function styleElement(document: Document, element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet()
  document.adoptedStyleSheets.push(sheet)
  element.hidden = true
  let css = ''
  return Object.defineProperties(element, {
    textContent: {
      get: () => css,
      set: (value: string) => {
        css = value
        sheet.replaceSync(css)
      },
    },
    remove: {
      value: () => {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
        HTMLElement.prototype.remove.call(element)
      },
    },
  })
}
