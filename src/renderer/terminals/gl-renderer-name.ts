/** Asks the browser who does its GL; null without WebGL 2. The context is given back at once. */
export function readGlRendererName(document: Document): string | null {
  const context = document.createElement('canvas').getContext('webgl2')
  if (!context) return null
  const info = context.getExtension('WEBGL_debug_renderer_info')
  const name: unknown = context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER)
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return typeof name === 'string' ? name : null
}
