// What the fake agents have on their screens.

const reset = '\x1b[0m'
const paint = (code: string) => (text: string) => `\x1b[${code}m${text}${reset}`
const dim = paint('90')
const blue = paint('34')
const cyan = paint('36')
const green = paint('32')
const red = paint('31')
const yellow = paint('33')
const magenta = paint('35')
const bold = paint('1')

const lead = `${dim('╭─ Claude Code ────────────────────────────────────────────╮')}
${dim('│')} Split the cart API from the page, keep the tests green    ${dim('│')}
${dim('╰──────────────────────────────────────────────────────────╯')}

${blue('●')} Two children are on it. I asked ${cyan('api')} for the new routes
  and ${magenta('tests')} to extend the contract suite.

${blue('●')} ${bold('Bash')}(${dim('reveille message send --to tests --subject')}
       ${dim('"routes are up" --body-file notes/routes.md')})
  ${dim('└')}  sent to tests ${dim('#812, 41 ms')}

${blue('●')} ${bold('Update')}(src/cart/store.ts)
  ${dim('└')}  Updated with ${green('18 additions')} and ${red('6 removals')}
      ${dim('41')}   export function cartTotal(cart: Cart): Money {
      ${dim('42')} ${red('-   return cart.lines.reduce((sum, line) => sum + line.price, 0)')}
      ${dim('42')} ${green('+   return addAll(cart.lines.map(lineTotal), cart.currency)')}
      ${dim('43')}   }

${blue('●')} Reading ${cyan('src/cart/discounts.ts')} while they work
  ${dim('└')}  184 lines ${dim('· see https://example.com/cart/rfc-12')}

${blue('✻')} ${dim('Thinking about the reducer… (12 s)')}

${dim('›')} keep the old import path as an alias, will you`

const tests = `${dim('… 1,204 lines restored')}
${green('✓')} contract/cart.test.ts ${dim('(41)')}
${green('✓')} contract/price.test.ts ${dim('(18)')}
${blue('●')} Done. 59 passed, nothing left running.

${yellow('☀ woken 23:41:07 · message #812 from lead')}
${blue('●')} The routes are up; extending the suite now.
${blue('✻')} ${dim('Writing contract/routes.test.ts…')}
`

const api = `${cyan('follow-up accepted')} ${dim('2 messages, same run')}
${dim('•')} Ran ${bold('pnpm test --filter cart')}
  ${dim('└')} 112 passed in 9.4 s
${dim('•')} Edited ${bold('routes/cart.ts')} ${green('+64')} ${red('-12')}
${dim('•')} Edited ${bold('routes/price.ts')} ${green('+21')}
${dim('•')} Thinking…
`

const docs = `${blue('✦')} I have rewritten the reading guide and its examples.

${yellow('?')} ${bold('Allow this command?')}
  ${bold('npm publish --access public')}

  ${green('1.')} Yes, once
  2. Yes, and do not ask again here
  3. No ${dim('(esc)')}
`

const review = `${dim('opencode 1.4 · review')}
${green('✓')} Read 14 files, 3 remarks
  ${dim('1')} store.ts:42  rounding happens twice when a discount applies
  ${dim('2')} cart.ts:118  the alias hides a cycle
  ${dim('3')} price.ts:7   name the currency

${dim('session ended, 0 running')}
`

const shell = `${paint('38;2;90;60;60')('too dark, made readable')} ${paint('38;2;255;120;200')('24 bit colour')} ${paint('48;2;40;60;120')(' ground ')} ${paint('2')('dim')}
${green('ada@loom')} ${blue('~/src/shop')} ${dim('feat/checkout')}
$ git status --short
 ${red('M')} src/cart/store.ts
 ${red('M')} routes/cart.ts
$ `

const transcripts: Readonly<Record<string, string>> = { lead, tests, api, docs, review, shell }

/** The screen of an agent by its name; those without one have just begun. */
export const transcriptOf = (name: string): string =>
  transcripts[name] ??
  `${blue('●')} ${bold(name)} is at work.\n  ${dim('⎿')}  reading the repository\n\n${dim('⏵⏵ auto mode on · ⏺ ✻ ⠋')}\n`
