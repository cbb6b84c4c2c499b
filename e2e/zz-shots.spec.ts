import { test } from '@playwright/test'
import { buildDemo, DemoWindow } from './demo-window.ts'
test('shots', async () => {
  test.setTimeout(300_000)
  await buildDemo()
  const shots = (process.env.SHOTS ?? 'family:dark').split(',')
  for (const shot of shots) {
    const [scenario, theme, action = '', size = '1280x800', scale = '1'] = shot.split(':')
    const [width = 1280, height = 800] = size.split('x').map(Number)
    const demo = new DemoWindow()
    const page = await demo.open(`scenario=${scenario}&theme=${theme}`, { width, height }, Number(scale))
    await page.waitForTimeout(900)
    for (const key of action.split('~').filter(Boolean))
      if (key.startsWith('#')) await page.getByTestId(key.slice(1)).first().click()
      else if (key.startsWith('@')) await page.getByTestId(key.slice(1)).first().hover()
      else if (key.startsWith('!')) await page.getByTestId(key.slice(1)).first().click({ button: 'right' })
      else await page.keyboard.press(key)
    await page.waitForTimeout(900)
    await page.screenshot({
      path: `/tmp/shots/${scenario}-${theme}-${action.replaceAll(/[^a-zA-Z]/g, '')}-${size}@${scale}.png`,
    })
    await demo.close()
  }
})
