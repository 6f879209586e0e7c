// Gives texts and files to the explain page in Chromium, as standard input says, and prints what the page answers as JSON.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { withBrowser } from './with-browser.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { page: file, texts, files, large, dropped } = JSON.parse(await text(process.stdin))

/** Waits for the answer to what was given last. */
async function answerOf(page) {
  await page.waitForFunction(() => !/Reading/.test(document.getElementById('status').textContent))
  return page.evaluate(() => ({
    status: document.getElementById('status').textContent,
    answer: document.getElementById('answer').innerText,
  }))
}

async function paste(page, words) {
  await page.evaluate(() => (document.getElementById('status').textContent = 'Reading'))
  await page.fill('#text', words)
  return answerOf(page)
}

/** Reads a large file, and gives the longest time for which the page did nothing else. */
async function readLarge(page) {
  await page.evaluate(() => {
    globalThis.longest = 0
    let last = performance.now()
    setInterval(() => {
      const now = performance.now()
      globalThis.longest = Math.max(globalThis.longest, now - last)
      last = now
    }, 10)
  })
  await page.setInputFiles('#files', large)
  const answer = await answerOf(page)
  return { ...answer, longestMs: await page.evaluate(() => globalThis.longest) }
}

/** Presses Stop as soon as the page shows it. */
async function stop(page) {
  await page.click('#clear')
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      if (document.getElementById('progress-row').hidden) return
      observer.disconnect()
      setTimeout(() => document.getElementById('stop').click())
    })
    observer.observe(document.getElementById('progress-row'), { attributes: true })
  })
  await page.setInputFiles('#files', large)
  return answerOf(page)
}

async function drop(page, words) {
  await page.evaluate((content) => {
    const data = new DataTransfer()
    data.items.add(new File([content], 'build.log'))
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
  }, words)
  return answerOf(page)
}

await withBrowser(async (browser) => {
  const seen = { pasted: [], violations: [], requests: [], problems: [], overflow: [] }
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ]) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    page.on('request', (request) => seen.requests.push(request.url()))
    page.on('console', (message) => seen.problems.push(message.text()))
    page.on('pageerror', (error) => seen.problems.push(error.message))
    await page.goto(pathToFileURL(file).href)
    await paste(page, texts[0])
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    seen.violations.push(...violations.map(({ id, nodes }) => `${width}: ${id}: ${nodes[0].html.slice(0, 200)}`))
    seen.overflow.push(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
    if (width !== 1280) continue
    for (const words of texts) seen.pasted.push(await paste(page, words))
    await page.setInputFiles('#files', files)
    seen.files = await answerOf(page)
    seen.dropped = await drop(page, dropped)
    seen.large = await readLarge(page)
    seen.stopped = await stop(page)
  }
  process.stdout.write(JSON.stringify(seen))
})
