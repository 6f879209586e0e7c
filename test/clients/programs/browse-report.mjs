// Opens pages of reports in Chromium, as the visits on standard input say, and prints what it saw of each as JSON.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { withBrowser } from './with-browser.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds, each with the first element. */
async function violationsOf(page) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`)
}

/** Goes on with Tab until the focus is on a summary of a run, and opens it with Enter. */
async function openByKeyboard(page) {
  await page.keyboard.press('Tab')
  const first = await page.evaluate(() => document.activeElement.textContent)
  await page.keyboard.press('Enter')
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement.matches('.run > summary'))) break
  }
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement.closest('details').querySelector('.step'))
  const steps = await page.evaluate(() => document.activeElement.closest('details').querySelectorAll('.step').length)
  return { first, outline, steps }
}

function openAll() {
  for (const details of document.querySelectorAll('details')) details.open = true
}

async function visit(browser, { file, width, scheme, open, hash = '', checks }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme })
  const page = await context.newPage()
  const requests = []
  const problems = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(pathToFileURL(file).href + hash)
  const paint = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)
  const seen = { firstPaintMs: await paint.jsonValue() }
  if (checks.includes('keyboard')) seen.keyboard = await openByKeyboard(page)
  if (open) await page.evaluate(openAll)
  if (checks.includes('copy')) {
    await page.click('button.copy')
    await page.waitForFunction(() => document.querySelector('.case [role=status]').textContent !== '')
    seen.copied = await page.textContent('.case [role=status]')
  }
  seen.opened = await page.evaluate(() => document.querySelectorAll('.run[open] .step').length)
  seen.background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  seen.overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (checks.includes('axe')) seen.violations = await violationsOf(page)
  await context.close()
  return { ...seen, requests, problems }
}

const visits = JSON.parse(await text(process.stdin))
await withBrowser(async (browser) => {
  const seen = []
  for (const each of visits) seen.push(await visit(browser, each))
  process.stdout.write(JSON.stringify(seen))
})
