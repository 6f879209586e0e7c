import { execFileSync } from 'node:child_process'
import { chromium } from 'playwright-core'

/** Starts the machine's Chromium, which asks its maker for nothing, and ends it whatever happens. */
export async function withBrowser(act) {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim()
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  try {
    await act(browser)
  } finally {
    await browser.close()
  }
}
