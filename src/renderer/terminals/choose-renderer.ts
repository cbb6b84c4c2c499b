/** Names of GL that the processor does: three times slower than the DOM renderer (performance.md 1.3). */
const softwareNames = /swiftshader|llvmpipe|softpipe|software|basic render|lavapipe/i

/** WebGL where a graphics card does it, else the DOM. `glRenderer` is null when there is no WebGL 2. */
export const chooseRenderer = (glRenderer: string | null): 'webgl' | 'dom' =>
  glRenderer === null || glRenderer.trim() === '' || softwareNames.test(glRenderer) ? 'dom' : 'webgl'
