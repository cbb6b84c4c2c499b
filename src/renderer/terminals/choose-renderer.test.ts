import { expect, test } from 'vitest'
import { chooseRenderer } from './choose-renderer.ts'

test('a graphics card draws with WebGL', () => {
  const cards = [
    'ANGLE (NVIDIA GeForce RTX 3060 Direct3D11)',
    'Apple M2',
    'Mesa Intel(R) UHD Graphics 620',
    'AMD Radeon',
  ]
  expect(cards.map((name) => chooseRenderer(name))).toEqual(cards.map(() => 'webgl'))
})

test('GL that the processor does is not used', () => {
  const software = [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.6, 256 bits)',
    'Microsoft Basic Render Driver',
    'Software Rasterizer',
    null,
    '',
  ]
  expect(software.map((name) => chooseRenderer(name))).toEqual(software.map(() => 'dom'))
})
