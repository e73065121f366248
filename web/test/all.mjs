// Everything that is tested in a browser, printed as one list: journeys, accessibility, budgets; and screenshots for people to look at.
//
//   node test/all.mjs BINARY [DIRECTORY FOR SCREENSHOTS] [PATTERN]
//
// With a pattern only journeys and views whose name matches run, and no budget.
import { mkdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { axe, reflow } from "./axe.mjs";
import { cold, size, sliding } from "./budgets.mjs";
import { Report } from "./check.mjs";
import { journeys } from "./journeys.mjs";
import { trialJourneys } from "./trials.mjs";
import { serve } from "./server.mjs";
import { open, views } from "./views.mjs";

const [binary, shots, pattern] = process.argv.slice(2);
const wanted = (x) => !pattern || new RegExp(pattern).test(x.name);
if (!binary) {
  console.error("usage: node test/all.mjs BINARY [DIRECTORY FOR SCREENSHOTS] [PATTERN]");
  process.exit(2);
}
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
if (!executablePath) {
  console.error("chromium is not installed; on Debian: apt-get install chromium");
  process.exit(2);
}
// Containers run as root and have little shared memory.
const launch = () => chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const report = new Report();
const dist = new URL("../dist/", import.meta.url);

const server = await serve(binary);
const browser = await launch();
try {
  console.log(`${browser.version()}, ${server.base}\n\njourneys`);
  for (const j of [...journeys, ...trialJourneys].filter(wanted)) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    const page = await context.newPage();
    const wrong = [];
    page.on("pageerror", (e) => wrong.push(`error on the page: ${e.message}`));
    page.on("console", (m) => m.type() === "error" && !/status of 4\d\d/.test(m.text()) && wrong.push(`console: ${m.text()}`));
    page.on("request", (r) => !r.url().startsWith(server.base) && !/^(data|blob):/.test(r.url()) && wrong.push(`a request left the machine: ${r.url()}`));
    await report.check(j.name, async () => {
      const note = await j.run(page, server.base);
      if (wrong.length) throw new Error(wrong.join("; "));
      return note;
    });
    await context.close();
  }

  console.log("\naccessibility (axe-core: WCAG 2.2 A and AA, best practice) and reflow, every view, both themes, 1280 and 320 pixels");
  if (shots) await mkdir(shots, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 320]) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
      const [dark, narrow] = [colorScheme === "dark", width < 1000];
      for (const view of views.filter(wanted)) {
        const page = await context.newPage();
        await report.check(`${view.name}, ${colorScheme}, ${width} px`, async () => {
          await open(page, server.base, view);
          if (shots) await page.screenshot({ path: `${shots}/${view.name}-${width}-${colorScheme}.png`, fullPage: !view.ready });
          await reflow(page);
          return dark && narrow ? "reflow" : axe(page, { dark, narrow });
        });
        await page.close();
      }
      await context.close();
    }
  }
  if (shots && !pattern) {
    const page = await browser.newPage({ viewport: { width: 800, height: 1100 } });
    await open(page, server.base, views[0]);
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: `${shots}/compare-print.png`, fullPage: true });
    await page.close();
  }

  if (!pattern) await budgets();
} finally {
  await browser.close();
  await server.stop();
}
process.exitCode = report.end();

async function budgets() {
  console.log("\nbudgets");
  report.budget("whole page, gzip", await size(dist), 200, "kB");
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  for (const [name, slider, what] of [["compare", "Dose of upadacitinib in mg", "doses, 3 drugs"], ["design", "JAK1 in nM", "molecules"]]) {
    await open(page, server.base, views.find((v) => v.name === name));
    const moved = await sliding(page, slider, 40);
    console.log(`        ${name}: median ${moved.median.toFixed(1)} ms, of a step's time ${moved.script.toFixed(1)} ms of script and ${moved.layout.toFixed(1)} ms of style and layout on the processor`);
    report.time(`slider to redraw, 95th percentile of 40 new ${what}`, moved.p95, 50);
  }
  await page.close();
  const first = await cold(binary, launch);
  console.log(`        program start to listening: ${first.start.toFixed(0)} ms`);
  report.time("first picture after a cold start, best of three", first.picture, 1000);
}
